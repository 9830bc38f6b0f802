import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v2 } from 'cloudinary';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { ParameterValue } from '../../src/core/mapping/parameter-value';
import { parameterFault, uploadParameters } from '../../src/core/mapping/upload-parameters';
import type { Destination } from '../../src/providers/provider';
import { openDestination } from '../../src/providers/registry';
import { contextOf } from '../support/provider-context';
import { callAdmin } from './cloudinary-admin';
import { MemorySession, never } from './contents';

/** A picture of one pixel. */
const url =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Texts that the sandbox has an opinion on; any other is `x`. */
const special: Record<string, ParameterValue> = {
  access_control: '[{"access_type":"anonymous"}]',
  access_mode: 'public',
  allowed_formats: ['png', 'jpg'],
  auto_transcription: '{"translate":["fr"]}',
  context: { alt: 'x' },
  eager: ['w_10', 'w_20/jpg'],
  format: 'png',
  headers: ['X-A: 1', 'X-B: 2'],
  metadata: { sku: 'x' },
  notification_url: 'http://127.0.0.1:9/',
  eager_notification_url: 'http://127.0.0.1:9/',
  regions: '{"box":[[1,2],[3,4]]}',
  responsive_breakpoints: '[{"create_derived":false}]',
  resource_type: 'auto',
  tags: ['a', 'b'],
  transformation: 'w_10/l_text:Arial_10:50%25',
  type: 'upload',
  upload_preset: 'ready',
};
const onTheWire: Record<string, string> = {
  allowed_formats: 'png,jpg',
  context: 'alt=x',
  eager: 'w_10|w_20/jpg',
  headers: 'X-A: 1\nX-B: 2',
  metadata: 'sku=x',
  tags: 'a,b',
};
let sandbox: Sandbox;
let server: Server;
let bodies: string[];
let destination: Destination;

/** Between SDK and sandbox: hands requests on and keeps their bodies. */
beforeAll(async () => {
  sandbox = await startSandbox();
  const { CLOUDINARY_UPLOAD_PREFIX: behind = '' } = sandbox.environment;
  server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      bodies.push(body.toString('utf8'));
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const answer = await fetch(`${behind}${request.url ?? ''}`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const prefix = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await callAdmin(sandbox, 'upload_presets', { name: 'ready', unsigned: false });
  await callAdmin(sandbox, 'metadata_fields', { external_id: 'sku', type: 'string', label: 's' });
  const settings = { ...sandbox.environment, CLOUDINARY_UPLOAD_PREFIX: prefix };
  destination = openDestination({ provider: 'cloudinary', root: '' }, contextOf(settings));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await sandbox.close();
});
beforeEach(() => (bodies = []));

async function send(parameters: Record<string, ParameterValue>): Promise<string> {
  const request = {
    parameters,
    publicId: 'x',
    from: { url },
    session: new MemorySession(),
    onProgress: () => undefined,
  };
  await destination.uploadWith?.(request, { signal: never });
  return bodies[0] ?? '';
}

const inAddress = ['file', 'resource_type'];
const all = [...uploadParameters.values()].filter(({ name }) => !inAddress.includes(name));

test.each(all.map(({ name, kind }) => [name, kind] as const))('%s arrives', async (name, kind) => {
  const value = special[name] ?? (kind === 'flag' ? true : kind === 'number' ? 0.5 : 'x');
  const body = await send({ [name]: value });
  const sent = new RegExp(`name="${name}"\r\n\r\n(.*?)\r\n--`, 's').exec(body)?.[1];
  const plain = typeof value === 'object' ? undefined : String(value);
  expect(kind === 'flag' ? ['1', 'true'] : [onTheWire[name] ?? plain]).toContain(sent);
});

test('false is sent as false, and not left out', async () => {
  const flags = all.filter(({ kind }) => kind === 'flag').map(({ name }) => name);
  const body = await send(Object.fromEntries(flags.map((name) => [name, false])));
  expect(flags.filter((name) => new RegExp(`name="${name}"\r\n\r\n(0|false)\r\n`).test(body))).toEqual(flags);
});

test('what the SDK looks at can be mapped, or is refused with a reason', () => {
  const read = new Set<string>();
  const watched = new Proxy(
    {},
    {
      get(_target, name) {
        if (typeof name === 'string') read.add(name);
        return undefined;
      },
    },
  );
  (v2.utils as unknown as { build_upload_params(options: object): object }).build_upload_params(watched);
  const ofObjects = ['constructor', 'length'];
  const names = [...read].filter((name) => !ofObjects.includes(name));
  expect(names.length).toBeGreaterThan(50);
  for (const name of names) expect(parameterFault(name) ?? 'cannot be mapped').toContain('cannot be mapped');
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
