import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobRequestError } from '../../../src/client/job-client';
import { createRestApp } from '../../../src/client/rest/app';
import { specKey } from '../../../src/jobs/spec-key';
import { openState, type State } from '../../../src/state/state';
import { InputCopies } from '../../../src/tables/input-copies';
import { syncSpec } from '../../support/sync-spec';

const token = 'a-token-of-the-test';
let dir: string;
let state: State;
let server: Server;
let base: string;
let jobId: string;
let asked: [string, string, unknown][];
const faults: unknown[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ferry-rest-'));
  state = await openState(join(dir, 'state.db'));
  const spec = syncSpec('/albums', { delete: true, approve: true });
  ({
    job: { id: jobId },
  } = await state.jobs.findOrCreate({ spec, specKey: specKey(spec), startedBy: 'ann@here' }));
  const ask =
    (name: string) =>
    async (job: string, request: unknown): Promise<string> => {
      asked.push([name, job, request]);
      if (name === 'cancel') throw new JobRequestError(`${job} is over (done).`);
      if (name === 'pause') throw new Error('secret words');
      return `${name} it is.`;
    };
  const app = createRestApp({
    token,
    who: 'ann over REST',
    state,
    report: { state, copies: new InputCopies(join(dir, 'inputs')), safeCells: true },
    jobs: {
      progress: async () => undefined,
      pause: ask('pause'),
      resume: ask('resume'),
      cancel: ask('cancel'),
      retry: ask('retry'),
      approve: ask('approve'),
    },
    log: (error) => void faults.push(error),
  });
  server = await new Promise<Server>((resolve) => {
    const listening: Server = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await state.close();
  await rm(dir, { recursive: true, force: true });
});

async function call(
  method: string,
  path: string,
  { body, bearer = token }: { body?: unknown; bearer?: string } = {},
): Promise<{ status: number; type: string | null; body: unknown }> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const type = response.headers.get('content-type');
  return { status: response.status, type, body: type?.includes('json') === true ? JSON.parse(text) : text };
}

test('nobody comes in without the token, and health tells nothing', async () => {
  for (const path of ['/jobs', `/jobs/${jobId}`, '/nowhere']) {
    const { status, type, body } = await call('GET', path, { bearer: 'another-token-of-it' });
    expect({ status, type }).toEqual({ status: 401, type: 'application/problem+json; charset=utf-8' });
    expect(body).toMatchObject({ title: 'Who are you?', status: 401 });
  }
  expect((await fetch(`${base}/health`)).status).toBe(200);
  const bare = await fetch(`${base}/jobs`);
  expect([bare.status, bare.headers.get('www-authenticate'), bare.headers.get('x-powered-by')]).toEqual([
    401,
    'Bearer',
    null,
  ]);
});

test('jobs are listed and shown, by an id as it is or encoded', async () => {
  expect((await call('GET', '/jobs?open=true')).body).toMatchObject({ jobs: [{ job: jobId, state: 'running' }] });
  for (const id of [jobId, encodeURIComponent(jobId)]) {
    expect(await call('GET', `/jobs/${id}`)).toMatchObject({ status: 200, body: { job: jobId, tally: { found: 0 } } });
  }
  const report = await call('GET', `/jobs/${jobId}/report.csv`);
  expect(report).toMatchObject({ status: 200, type: 'text/csv; charset=utf-8' });
  expect(report.body).toMatch(/^service,album,photo,action/);
  expect((await call('GET', `/jobs/${jobId}/deletions`)).body).toEqual({ job: jobId, deletions: [] });
});

test('what is asked of a job reaches it with who asks', async () => {
  expect(await call('POST', `/jobs/${jobId}/approve`, { body: { album: 'Sea', plan: 'p1', why: 'seen' } })).toEqual({
    status: 200,
    type: 'application/json; charset=utf-8',
    body: { job: jobId, answer: 'approve it is.' },
  });
  expect((await call('POST', `/jobs/${jobId}/resume`)).status).toBe(200);
  expect((await call('POST', `/jobs/${encodeURIComponent(jobId)}/retry`, { body: { kind: 'Transient' } })).status).toBe(
    200,
  );
  expect(asked).toEqual([
    ['approve', jobId, { who: 'ann over REST', album: 'Sea', plan: 'p1', why: 'seen' }],
    ['resume', jobId, { who: 'ann over REST' }],
    ['retry', jobId, { who: 'ann over REST', kind: 'Transient' }],
  ]);
});

test.each([
  ['an unknown job', 'POST', '/jobs/sync/none-9/approve', undefined, 404, /There is no job sync\/none-9/],
  ['an unknown address', 'GET', '/elsewhere', undefined, 404, /Nothing is at GET \/elsewhere/],
  ['a field there is not', 'POST', '/approve', { albums: 'Sea' }, 422, /albums/],
  ['a wrong kind', 'POST', '/retry', { kind: 'Bad' }, 422, /kind/],
  ['a body that is no JSON', 'POST', '/approve', '{"album":', 400, /cannot be read/],
  ['a body that is too long', 'POST', '/approve', { why: 'x'.repeat(70_000) }, 413, /cannot be read/],
  ['a bad limit', 'GET', '/jobs?limit=0', undefined, 422, /limit/],
  ['a job that is over', 'POST', '/cancel', {}, 409, /is over \(done\)/],
])('%s is answered as a problem', async (_name, method, path, body, status, words) => {
  const isOfJob = ['/approve', '/retry', '/cancel'].includes(path);
  const answer = await call(method, isOfJob ? `/jobs/${jobId}${path}` : path, { body });
  expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8' });
  expect((answer.body as { detail: string }).detail).toMatch(words);
});

test('a fault that nobody foresaw is logged, and its words are kept from the client', async () => {
  const { status, body } = await call('POST', `/jobs/${jobId}/pause`, { body: {} });
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain('secret words');
  expect(faults.map((fault) => (fault as Error).message)).toEqual(['secret words']);
});
