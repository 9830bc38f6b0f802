import { reachCategories, worthAnotherTry, type Reach } from '../../../src/core/reach';
import { ProviderError } from '../../../src/providers/provider-error';
import { providerErrorOf, providerErrorOfReach } from '../../../src/providers/http/url-failure';
import { webFailureOf } from '../../../src/providers/http/web-failure';

const url = 'https://shop.example:8443/a.jpg?sig=hush';
const coded = (code: string): Error => Object.assign(new Error('connect to https://x/?sig=hush failed'), { code });

test.each([
  ['ENOTFOUND', 'dns', 'Transient'],
  ['EAI_AGAIN', 'dns', 'Transient'],
  ['ECONNREFUSED', 'unreachable', 'Transient'],
  ['ECONNRESET', 'unreachable', 'Transient'],
  ['EPIPE', 'unreachable', 'Transient'],
  ['EHOSTUNREACH', 'unreachable', 'Transient'],
  ['ENETUNREACH', 'unreachable', 'Transient'],
  ['UND_ERR_SOCKET', 'unreachable', 'Transient'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'Transient'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout', 'Transient'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout', 'Transient'],
  ['ETIMEDOUT', 'timeout', 'Transient'],
  ['CERT_HAS_EXPIRED', 'other', 'InvalidAsset'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'other', 'InvalidAsset'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'other', 'InvalidAsset'],
  ['HPE_INVALID_CONSTANT', 'other', 'InvalidAsset'],
  ['EPROTO', 'other', 'InvalidAsset'],
])('%s is %s and %s', (code, category, kind) => {
  expect(webFailureOf(coded(code), 'shop.example')).toMatchObject({ category });
  const error = providerErrorOf(coded(code), url);
  expect(error.kind).toBe(kind);
  expect(error.message).toMatch(/^https:\/\/shop\.example:8443\/a\.jpg\?sig=\*\*\* cannot be fetched: /);
  expect(error.message).not.toContain('hush');
});

test('a fault of ours is unexpected, and a failure that has a kind keeps it', () => {
  expect(providerErrorOf(new TypeError('x is not a function'), url).kind).toBe('Unexpected');
  const known = new ProviderError('Conflict', 'taken');
  expect(providerErrorOf(known, url)).toBe(known);
});

test('what is worth another try passes, and nothing else does', () => {
  for (const category of reachCategories) {
    if (category === 'ok') continue;
    const { kind } = providerErrorOfReach({ category }, url);
    expect([category, kind === 'Transient' || kind === 'RateLimited']).toEqual([category, worthAnotherTry(category)]);
  }
});

test('a limit names the host and its instant', () => {
  const reach: Reach & { category: 'rate-limited' } = {
    category: 'rate-limited',
    status: 429,
    retryAt: '2026-01-01T00:00:00.000Z',
  };
  const { details } = providerErrorOfReach(reach, url);
  expect(details).toEqual({
    atOrigin: true,
    quota: 'http:shop.example:8443',
    resetAt: '2026-01-01T00:00:00.000Z',
  });
});
