import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { guardedLookup } from '../../../src/providers/http/guarded-connector';
import { probeUrl } from '../../../src/providers/http/probe-url';
import { WebClient } from '../../../src/providers/http/web-client';
import { startServer } from './start-server';

const { signal } = new AbortController();

/** A name that has other addresses each time it is asked for: those given, then the last of them for ever. */
function changing(...answers: string[][]): { lookup: LookupFunction; asked: () => number } {
  let asked = 0;
  const lookup: LookupFunction = (_name, _options, callback) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup, asked: () => asked };
}

/** What a socket would connect to. */
const answerOf = (lookup: LookupFunction, all: boolean): Promise<string | LookupAddress[]> =>
  new Promise((resolve, reject) => {
    guardedLookup(lookup)('x.example', { all }, (error, found) => (error ? reject(error) : resolve(found)));
  });

test('a name that turns from a public address to this machine is refused when it does', async () => {
  const { lookup } = changing(['93.184.216.34'], ['127.0.0.1']);
  expect(await answerOf(lookup, false)).toBe('93.184.216.34');
  await expect(answerOf(lookup, false)).rejects.toMatchObject({ category: 'refused' });
});

test('of several addresses the public ones alone are given to the socket', async () => {
  const { lookup } = changing(['10.0.0.1', '93.184.216.34', '::1', '2606:2800:220:1::1']);
  expect(await answerOf(lookup, true)).toEqual([
    { address: '93.184.216.34', family: 4 },
    { address: '2606:2800:220:1::1', family: 6 },
  ]);
  expect(await answerOf(lookup, false)).toBe('93.184.216.34');
});

test('a lookup that fails stays a lookup that failed, and no address is none to ask', async () => {
  const failing: LookupFunction = (_name, _options, callback) =>
    callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), '');
  await expect(answerOf(failing, true)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(answerOf(changing([]).lookup, true)).rejects.toMatchObject({ category: 'refused' });
});

test('each connection looks up once and is judged by that very answer', async () => {
  const hits: string[] = [];
  const server = await startServer((request, response) => {
    hits.push(request.url ?? '');
    response.writeHead(404, { connection: 'close' }).end();
  });
  const { lookup, asked } = changing(['127.0.0.1']);
  const client = new WebClient({ lookup });
  const url = `http://rebind.example:${new URL(server.url).port}/a`;
  const probe = (allowPrivate: boolean) => probeUrl(url, { client, media: 'any', allowPrivate }, { signal });
  expect((await probe(true)).category).toBe('missing');
  expect(asked()).toBe(1);
  // A connection that was allowed serves nobody who is not.
  expect((await probe(false)).category).toBe('refused');
  expect(asked()).toBe(2);
  expect(hits).toEqual(['/a']);
  await client.close();
  server.close();
});
