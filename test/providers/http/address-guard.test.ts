import fc from 'fast-check';
import { addressRefusal, hostRefusal, refuseIfPrivate } from '../../../src/providers/http/address-guard';

const hostOf = (url: string): string => new URL(url).hostname;

test.each([
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'printer.local',
  'metadata.google.internal',
  'internal',
  'nas.home.arpa',
  '127.0.0.1',
  '127.255.255.254',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0x7f000001',
  '0177.0.0.1',
  '017700000001',
  '0.0.0.0',
  '0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[::8.8.8.8]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:10.1.2.3]',
  '[::ffff:0:10.1.2.3]',
  '[64:ff9b::10.1.2.3]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::8.8.8.8]',
  '[2002:7f00:1::]',
  '[2002:808:808::1]',
  '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
  '[2001:db8::1]',
  '[2001:10::1]',
  '[fc00::1]',
  '[fd12:3456:789a::1]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '[4000::1]',
])('%s is not asked', (host) => expect(hostRefusal(hostOf(`http://${host}/a.jpg`))).toEqual(expect.any(String)));

test.each([
  'shop.example',
  'localhost.example',
  'local.example.com',
  'internal-images.example',
  '8.8.8.8',
  '1.1.1.1',
  '11.0.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '169.253.0.1',
  '192.167.1.1',
  '223.255.255.255',
  '0x08.8.8.8',
  '[2606:4700:4700::1111]',
  '[2a00:1450:4001:81b::200e]',
  '[::ffff:8.8.8.8]',
  '[64:ff9b::8.8.8.8]',
])('%s may be asked', (host) => expect(hostRefusal(hostOf(`http://${host}/a.jpg`))).toBeUndefined());

test('what is no address is refused where one is meant', () => {
  expect(addressRefusal('')).toBeDefined();
  expect(addressRefusal('shop.example')).toBeDefined();
  expect(addressRefusal('fe80::1%eth0')).toBeDefined();
});

/** First address and length of the prefix: blocks that are private in the widest sense. */
const blocks: [number[], number][] = [
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[127, 0, 0, 0], 8],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[224, 0, 0, 0], 4],
  [[240, 0, 0, 0], 4],
];

const privateNumber = fc
  .tuple(fc.constantFrom(...blocks), fc.nat({ max: 0xffffffff }))
  .map(([[octets, prefix], random]) => {
    const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    return first + (random % 2 ** (32 - prefix));
  });

const octetsOf = (address: number): number[] => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);

/** An IPv4 address in one of the ways that C's `inet_aton`, and so `URL`, reads: one to four parts, each in base 8, 10 or 16. */
const notation = (address: number, parts: number, bases: number[]): string => {
  const octets = octetsOf(address);
  const values = [...octets.slice(0, parts - 1), octets.slice(parts - 1).reduce((sum, octet) => sum * 256 + octet, 0)];
  const prefixes: Record<number, string> = { 8: '0', 10: '', 16: '0x' };
  return values.map((value, i) => `${prefixes[bases[i] ?? 10]}${value.toString(bases[i] ?? 10)}`).join('.');
};

test('no address of a private block passes, however it is written', () => {
  const bases = fc.array(fc.constantFrom(8, 10, 16), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(privateNumber, fc.integer({ min: 1, max: 4 }), bases, (address, parts, basesUsed) => {
      const written = notation(address, parts, basesUsed);
      const octets = octetsOf(address);
      const hex = octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');
      const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
      const hosts = [
        written,
        `${written}.`,
        `[::ffff:${octets.join('.')}]`,
        `[::ffff:${groups}]`,
        `[0:0:0:0:0:ffff:${groups}]`,
        `[64:ff9b::${octets.join('.')}]`,
        `[2002:${groups}::1]`,
        `[::${groups}]`,
      ];
      for (const host of hosts) expect(hostRefusal(hostOf(`https://${host}:8443/x`))).toBeDefined();
      expect(addressRefusal(octets.join('.'))).toBeDefined();
    }),
    { numRuns: 500 },
  );
});

describe('a URL that another service is to fetch', () => {
  const { signal } = new AbortController();
  const names: Record<string, string[]> = {
    'open.example': ['93.184.216.34', '2606:2800:220:1::1'],
    'inside.example': ['10.1.2.3'],
    'both.example': ['93.184.216.34', 'fd00::1'],
  };
  const addressesOf = async (name: string): Promise<string[]> => {
    const found = names[name];
    if (found === undefined) throw new Error('unknown');
    return found;
  };

  test.each(['https://open.example/a.jpg', 'https://8.8.8.8/a.jpg', 'https://unknown.example/a.jpg'])(
    '%s goes through',
    async (url) => expect(await refuseIfPrivate(url, { signal }, addressesOf)).toBeUndefined(),
  );

  test.each([
    ['https://inside.example/a.jpg?sig=hush', /inside\.example points into a private network: 10\.1\.2\.3/],
    ['https://both.example/a.jpg?sig=hush', /fd00::1/],
    ['http://2130706433/a.jpg?sig=hush', /127\.0\.0\.1 is not on the public internet/],
    ['http://printer.local/a.jpg?sig=hush', /printer\.local/],
    ['ftp://open.example/a.jpg?sig=hush', /not an http or https address but ftp/],
  ])('%s does not', async (url, words) => {
    const refusal: unknown = await refuseIfPrivate(url, { signal }, addressesOf).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      name: 'ProviderError',
      kind: 'InvalidAsset',
      message: expect.stringMatching(words) as unknown,
    });
    expect((refusal as Error).message).not.toContain('hush');
  });

  test('a lookup that hangs is left when the job is', async () => {
    const leaving = new AbortController();
    const waiting = refuseIfPrivate(
      'https://x.example/',
      { signal: leaving.signal },
      () => new Promise(() => undefined),
    );
    leaving.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
