import { ApplicationFailure, CancelledFailure, type Context } from '@temporalio/activity';
import { FailureInterceptor } from '../../src/activities/failure-interceptor';
import { ProviderError } from '../../src/providers/provider-error';

/** Throws an error inside an activity of this name and attempt; returns what leaves the interceptor. */
async function thrown(
  error: unknown,
  { activityType = 'performOperation', attempt = 1, aborted = '' } = {},
): Promise<unknown> {
  const controller = new AbortController();
  if (aborted !== '') controller.abort(new CancelledFailure(aborted));
  const context = { info: { activityType, attempt }, cancellationSignal: controller.signal } as unknown as Context;
  const interceptor = new FailureInterceptor(context, () => undefined);
  return interceptor
    .execute({ args: [], headers: {} }, () => Promise.reject(error as Error))
    .catch((left: unknown) => left);
}

function withCode(code: string): Error {
  return Object.assign(new Error('it said no'), { code });
}

test.each([
  ['a refused limit goes to the workflow at once', new ProviderError('RateLimited', 'limit'), {}, 'RateLimited', true],
  ['a passing failure is tried again', new ProviderError('Transient', 'odd'), { attempt: 3 }, 'Transient', false],
  [
    'a passing failure goes to the workflow after four',
    new ProviderError('Transient', 'odd'),
    { attempt: 4 },
    'Transient',
    true,
  ],
  ['what is not there is not asked for again', new ProviderError('NotFound', 'gone'), {}, 'NotFound', true],
  ['a fault of ours is tried a few times', new TypeError('x is undefined'), { attempt: 1 }, 'Unexpected', false],
  ['a fault of ours is then said', new TypeError('x is undefined'), { attempt: 4 }, 'Unexpected', true],
  ['a full disk parks the job', withCode('SQLITE_FULL'), {}, 'QuotaExceeded', true],
  ['a full disk under the log of a copy parks the job', withCode('ENOSPC'), {}, 'QuotaExceeded', true],
  ['a database that is away is waited for', withCode('ECONNREFUSED'), { attempt: 50 }, 'StateDatabaseDown', false],
  [
    'bookkeeping on a full disk is tried for ever',
    withCode('SQLITE_FULL'),
    { activityType: 'recordJob', attempt: 50 },
    'QuotaExceeded',
    false,
  ],
  [
    'bookkeeping that fails is tried for ever',
    new Error('odd'),
    { activityType: 'closeQuotaGate', attempt: 50 },
    'Unexpected',
    false,
  ],
  ['a worker that stops hands over', new Error('aborted'), { aborted: 'WORKER_SHUTDOWN' }, 'WorkerStopped', false],
])('%s', async (_name, error, circumstances, type, nonRetryable) => {
  const left = await thrown(error, circumstances);
  expect(left).toBeInstanceOf(ApplicationFailure);
  expect(left).toMatchObject({ type, nonRetryable });
});

test('a cancelled activity ends as cancelled', async () => {
  expect(await thrown(new Error('aborted'), { aborted: 'CANCELLED' })).toBeInstanceOf(CancelledFailure);
});

test('refused credentials let go of opened locations', async () => {
  let forgotten = 0;
  const context = {
    info: { activityType: 'performOperation', attempt: 1 },
    cancellationSignal: new AbortController().signal,
  } as unknown as Context;
  const interceptor = new FailureInterceptor(context, () => (forgotten += 1));
  await interceptor
    .execute({ args: [], headers: {} }, () => Promise.reject(new ProviderError('AuthFailed', 'no')))
    .catch(() => undefined);
  expect(forgotten).toBe(1);
});
