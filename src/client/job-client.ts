import {
  Client,
  Connection,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowHandle,
} from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { readFileSync } from 'node:fs';
import type { FailureFilter } from '../core/failure';
import { openStatuses } from '../core/job-status';
import type { JobSpec } from '../core/spec';
import { registerSearchAttributes } from '../embedded/register-search-attributes';
import { specKey } from '../jobs/spec-key';
import type { TemporalSettings } from '../settings';
import type { JobRecord } from '../state/jobs';
import type { State } from '../state/state';
import type { jobWorkflow } from '../workflows/job';
import { jobDescription } from '../workflows/job-description';
import {
  approveUpdate,
  cancelUpdate,
  pauseUpdate,
  progressQuery,
  resumeUpdate,
  retryUpdate,
  setUpdate,
  type ApproveRequest,
  type Asker,
  type JobProgress,
  type Part,
  type RetryRequest,
  type SetRequest,
} from '../workflows/messages';
import { mainQueue } from '../workflows/queue-names';
import { JobRequestError } from './job-request-error';
import { JobSchedules } from './schedule-client';

export { JobRequestError };

const answersWithinMs = 30_000;

/** Starts jobs, finds them again, tells them things. The client's only way to Temporal. */
export class JobClient {
  /** Jobs that are started again and again. */
  readonly schedules: JobSchedules;

  private constructor(
    private readonly client: Client,
    private readonly state: State,
    private readonly isSearchable: boolean,
  ) {
    this.schedules = new JobSchedules(client, isSearchable);
  }

  /** @throws when the server cannot be reached. */
  static async connect(server: TemporalSettings & { address: string }, state: State): Promise<JobClient> {
    const { address, apiKey, namespace, tlsCertPath, tlsKeyPath } = server;
    const tls =
      tlsCertPath === undefined || tlsKeyPath === undefined
        ? apiKey !== undefined
        : { clientCertPair: { crt: readFileSync(tlsCertPath), key: readFileSync(tlsKeyPath) } };
    const connection = await Connection.connect({ address, apiKey, tls });
    const isSearchable = await registerSearchAttributes(connection, namespace);
    return new JobClient(new Client({ connection, namespace }), state, isSearchable);
  }

  close(): Promise<void> {
    return this.client.connection.close();
  }

  /** Starts a job, or finds the one that does the same already. */
  async start(spec: JobSpec, who: string): Promise<{ job: JobRecord; attached: boolean }> {
    const { job, created } = await this.state.jobs.findOrCreate({ spec, specKey: specKey(spec), startedBy: who });
    if (created) await this.state.jobs.recordEvent(job.id, eventOf(who, 'start', ''));
    await this.execute(job);
    return { job, attached: !created };
  }

  /** Starts the workflow of a job. One that is open is left as it is. */
  private async execute(job: JobRecord, retry?: FailureFilter): Promise<void> {
    const { id, spec } = job;
    await this.client.workflow.start<typeof jobWorkflow>('jobWorkflow', {
      workflowId: id,
      taskQueue: mainQueue,
      args: [{ jobId: id, spec, retry, isSearchable: this.isSearchable }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      ...jobDescription(job, { isSearchable: this.isSearchable }),
    });
  }

  /** How a job stands; `undefined` when no execution of it is open. */
  async progress(jobId: string, withinMs = answersWithinMs): Promise<JobProgress | undefined> {
    const handle = this.handle(jobId);
    return this.client.withDeadline(Date.now() + withinMs, async () =>
      (await this.isOpen(handle)) ? handle.query(progressQuery) : undefined,
    );
  }

  pause(jobId: string, request: Asker & Part): Promise<string> {
    return this.tell(jobId, (handle) => handle.executeUpdate(pauseUpdate, { args: [request] }));
  }

  resume(jobId: string, request: Asker & Part): Promise<string> {
    return this.tell(jobId, (handle) => handle.executeUpdate(resumeUpdate, { args: [request] }));
  }

  cancel(jobId: string, request: Asker & Part): Promise<string> {
    return this.tell(jobId, (handle) => handle.executeUpdate(cancelUpdate, { args: [request] }));
  }

  set(jobId: string, request: SetRequest): Promise<string> {
    return this.tell(jobId, (handle) => handle.executeUpdate(setUpdate, { args: [request] }));
  }

  /** Approves of deletions that wait. Of a plan that does not match any more nothing is done. */
  approve(jobId: string, request: ApproveRequest): Promise<string> {
    return this.tell(jobId, (handle) => handle.executeUpdate(approveUpdate, { args: [request] }));
  }

  /** Does failed items again: inside the running job, or as another execution of one that is over. */
  async retry(jobId: string, request: RetryRequest): Promise<string> {
    const { who, why, kind, folder } = request;
    const job = await this.mustGet(jobId);
    if (await this.isOpen(this.handle(jobId))) {
      return this.tell(jobId, (handle) => handle.executeUpdate(retryUpdate, { args: [request] }));
    }
    const failed = await this.state.outcomes.countRetryable(jobId, { kind, folder });
    if (failed === 0)
      throw new JobRequestError(
        `Nothing of ${jobId} that fits can be done again. What could not even be read when it was listed is taken up by starting the job again.`,
      );
    await this.state.jobs.beginExecution(jobId);
    await this.state.jobs.recordEvent(jobId, eventOf(who, 'retry', [kind, folder, why].filter(Boolean).join(' ')));
    await this.execute(job, { kind, folder });
    return `${failed} failed ${failed === 1 ? 'item is' : 'items are'} done again in the same job and report.`;
  }

  /** True when a worker polls for workflows: without one, jobs wait. */
  async hasWorker(): Promise<boolean> {
    const { pollers } = await this.client.workflowService.describeTaskQueue({
      namespace: this.client.options.namespace,
      taskQueue: { name: mainQueue },
      taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    });
    return (pollers ?? []).length > 0;
  }

  /** Waits until no execution of the job is open; returns what the state database says then. */
  async untilOver(jobId: string): Promise<JobRecord> {
    await this.handle(jobId)
      .result()
      .catch(() => undefined);
    return this.mustGet(jobId);
  }

  /**
   * Brings jobs that the state database knows as open and Temporal does not know any more back to life: their
   * execution was lost in a power cut. What they had done is not done again.
   */
  async restartLost(): Promise<string[]> {
    const restarted: string[] = [];
    for (const job of await this.state.jobs.list({ open: true, limit: 1000 })) {
      const status = await this.statusOf(this.handle(job.id));
      if (status === 'RUNNING') continue;
      if (status === 'lost') {
        await this.state.jobs.beginExecution(job.id);
        await this.state.jobs.recordEvent(job.id, eventOf('ferry', 'restart', 'its execution was lost'));
        await this.execute(job);
        restarted.push(job.id);
      } else {
        await this.state.jobs.setState(job.id, 'failed', `ended in Temporal as ${status.toLowerCase()}`);
      }
    }
    return restarted;
  }

  private handle(jobId: string): WorkflowHandle<typeof jobWorkflow> {
    return this.client.workflow.getHandle<typeof jobWorkflow>(jobId);
  }

  private async statusOf(handle: WorkflowHandle): Promise<string> {
    try {
      return (await handle.describe()).status.name;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'lost';
      throw error;
    }
  }

  private async isOpen(handle: WorkflowHandle): Promise<boolean> {
    return (await this.statusOf(handle)) === 'RUNNING';
  }

  private async mustGet(jobId: string): Promise<JobRecord> {
    const job = await this.state.jobs.get(jobId);
    if (job !== undefined) return job;
    throw new JobRequestError(`There is no job ${jobId}. \`ferry jobs list\` shows those there are.`);
  }

  /** Sends an update and waits for its answer, which needs a worker. */
  private async tell(
    jobId: string,
    update: (handle: WorkflowHandle<typeof jobWorkflow>) => Promise<string>,
  ): Promise<string> {
    const job = await this.mustGet(jobId);
    if (!openStatuses.includes(job.state) || !(await this.isOpen(this.handle(jobId)))) {
      throw new JobRequestError(
        `${jobId} is over (${job.state}). \`ferry jobs retry ${jobId}\` does its failed items again.`,
      );
    }
    try {
      return await this.client.withDeadline(Date.now() + answersWithinMs, () => update(this.handle(jobId)));
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) throw new JobRequestError(error.cause?.message ?? error.message);
      if (!(await this.hasWorker())) {
        throw new JobRequestError(`No worker answers, so ${jobId} cannot be told now. \`ferry worker\` starts one.`);
      }
      throw error;
    }
  }
}

function eventOf(who: string, action: string, detail: string) {
  return { at: new Date().toISOString(), who, action, detail };
}
