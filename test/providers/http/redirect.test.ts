import { nextHop } from '../../../src/providers/http/redirect';
import { retryAtOf } from '../../../src/providers/http/retry-after';
import { webUrl } from '../../../src/providers/http/web-url';

const hop = (from: string, location: string | undefined, status = 302) =>
  nextHop({ status, location, target: webUrl(from), seen: new Set([webUrl(from).url.href]) });

test.each([
  ['https://a.example/x/y', 'z?q=1', 'https://a.example/x/z?q=1'],
  ['http://a.example/x', 'https://a.example/x', 'https://a.example/x'],
  ['https://a.example/x', '//b.example/z#part', 'https://b.example/z'],
])('from %s by %s to %s', (from, location, to) => expect(hop(from, location)).toMatchObject({ url: new URL(to) }));

test.each([
  ['https://a.example/x', 'http://a.example/x', /from https to http/],
  ['https://a.example/x', 'https://a.example/x', /circle/],
  ['https://a.example/x', 'javascript:0', /no web address/],
])('from %s not by %s', (from, location, words) => {
  expect(hop(from, location)).toMatchObject({
    category: 'redirects',
    message: expect.stringMatching(words) as unknown,
  });
});

test('what is no redirect leads nowhere', () => {
  expect(hop('https://a.example/', undefined)).toBeUndefined();
  expect(hop('https://a.example/', 'https://b.example/', 304)).toBeUndefined();
  expect(hop('https://a.example/', 'https://b.example/', 201)).toBeUndefined();
});

test('credentials stay with their origin', () => {
  const from = 'https://ann:pw@a.example/x';
  const authorization = `Basic ${Buffer.from('ann:pw').toString('base64')}`;
  expect(hop(from, '/y')).toMatchObject({ authorization });
  expect(hop(from, 'https://b.example/y')).toMatchObject({ authorization: undefined });
  expect(hop(from, 'https://a.example:444/y')).toMatchObject({ authorization: undefined });
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['30', '2026-01-01T00:00:30.000Z'],
  ['Thu, 01 Jan 2026 00:01:00 GMT', '2026-01-01T00:01:00.000Z'],
  ['Wed, 31 Dec 2025 00:00:00 GMT', '2026-01-01T00:00:00.000Z'],
  ['999999999', '2026-01-02T00:00:00.000Z'],
])('Retry-After: %s', (header, at) => expect(retryAtOf(header, Date.parse('2026-01-01T00:00:00Z'))).toBe(at));
