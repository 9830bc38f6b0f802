import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Failures that a test brings about are no news: workers of this test file say only what is worse. */
export function quietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
}
