import { allHandlersFinished, condition, continueAsNew, setHandler } from '@temporalio/workflow';
import type { FolderInput, FolderResult } from './folder-input';
import { FolderRun } from './folder-run';
import { directiveSignal } from './messages';

/** Does the work of one folder of a job: plans its pages and fans out one activity per operation. */
export async function folderWorkflow(input: FolderInput): Promise<FolderResult> {
  const run = new FolderRun(input);
  setHandler(directiveSignal, (directive) => run.follow(directive));
  const end = await run.work();
  if ('result' in end) return end.result;
  await condition(allHandlersFinished);
  return continueAsNew<typeof folderWorkflow>(end.next);
}
