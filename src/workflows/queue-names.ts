/** The task queue every worker polls for workflows, and for activities that any machine can do. */
export const mainQueue = 'ferry';

/** The workflow id of a quota's gate. */
export function quotaGateId(quota: string): string {
  return `quota/${quota}`;
}

/** The workflow id of a folder of a job; the root folder is `.`. */
export function folderWorkflowId(
  jobId: string,
  folder: string,
  { pass, stage }: { pass: number; stage: number },
): string {
  const again = `${pass === 0 ? '' : `retry-${pass}/`}${stage === 0 ? '' : `stage-${stage}/`}`;
  return `${jobId}/${again}${folder === '' ? '.' : folder}`;
}
