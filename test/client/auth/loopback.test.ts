import { codeOf, listenForCode, SignInRefusedError } from '../../../src/client/auth/loopback';

test('the browser brings the code, once the state fits', async () => {
  const loopback = await listenForCode(0);
  const code = loopback.code('s1');
  const other = await fetch(`${loopback.redirectUri}?state=s2&code=theirs`);
  expect(other.status).toBe(400);
  expect((await fetch(`${loopback.redirectUri}favicon.ico`)).status).toBe(404);
  const mine = await fetch(`${loopback.redirectUri}?state=s1&code=mine`);
  expect(mine.status).toBe(200);
  expect(mine.headers.get('content-security-policy')).toBe("default-src 'none'");
  expect(await mine.text()).not.toContain('mine');
  expect(await code).toBe('mine');
  loopback.close();
});

test('a no in the browser is a no', async () => {
  const loopback = await listenForCode(0);
  const refused = expect(loopback.code('s')).rejects.toThrow(SignInRefusedError);
  await fetch(`${loopback.redirectUri}?state=s&error=access_denied`);
  await refused;
  loopback.close();
});

test('an answer before anybody waits for it is nobody’s', async () => {
  const loopback = await listenForCode(0);
  expect((await fetch(`${loopback.redirectUri}?code=x&state=undefined`)).status).toBe(400);
  loopback.close();
});

test.each([
  ['http://127.0.0.1:1/?code=c&state=s', 'c'],
  ['http://127.0.0.1:1/?code=c&state=other', undefined],
  ['http://127.0.0.1:1/?code=c', undefined],
  ['http://127.0.0.1:1/?state=s', undefined],
])('a pasted address: %s', (address, code) => {
  expect(codeOf(new URL(address), 's')).toBe(code);
});
