import type { UploadApiOptions, UploadApiResponse, v2 } from 'cloudinary';
import type { Readable } from 'node:stream';
import { errorFacts } from '../../core/error-facts';
import { abortError, isAbort } from '../define-provider';
import { ProviderError } from '../provider-error';
import { AgentPool, type AgentLease } from './agent-pool';
import { callErrorOf, CloudinaryCallError, type CloudinaryApi } from './call-error';
import { quotaName } from './classify';
import { sendStream } from './send-stream';
import type { CloudinarySettings } from './settings';

type Sdk = typeof v2;
type CallSettings = Record<string, unknown> & { agent: AgentLease['agent'] };

/** Admin and Search calls have no timeout of their own in the SDK (cloudinary 2.11, `execute_request.js`). */
const adminTimeoutMs = 60_000;
/** Longest silence of an upload, big images being worked on included. */
const uploadTimeoutMs = 180_000;

/** What the SDK adds to the answer of an Admin call. */
interface RateLimitFacts {
  rate_limit_remaining?: number;
  rate_limit_reset_at?: Date;
}

/** The Cloudinary SDK for one account: timeouts, aborts and the Admin quota seen to. It never tries twice. */
export class CloudinaryClient {
  readonly cloudName: string;
  private readonly agents: AgentPool;
  private adminQuota: { remaining: number; resetAt: string } | undefined;

  constructor(
    private readonly settings: CloudinarySettings,
    private readonly leaveQuota: number,
  ) {
    this.cloudName = settings.cloudName;
    this.agents = new AgentPool(settings.uploadPrefix.startsWith('https:'));
  }

  /** Makes one Admin API call. @throws {CloudinaryCallError} */
  async admin<T>(call: (sdk: Sdk, options: CallSettings) => Promise<unknown>, signal: AbortSignal): Promise<T> {
    this.respectQuotaLeft();
    const answer = await this.guarded('admin', signal, adminTimeoutMs, (options) => call(loadSdk(), options));
    const { rate_limit_remaining: remaining, rate_limit_reset_at: resetAt } = answer as RateLimitFacts;
    if (remaining !== undefined && resetAt !== undefined && !Number.isNaN(resetAt.getTime())) {
      this.adminQuota = { remaining, resetAt: resetAt.toISOString() };
    }
    return answer as T;
  }

  /** Makes one Upload API call that sends no file. @throws {CloudinaryCallError} */
  async uploadApi<T>(call: (sdk: Sdk, options: CallSettings) => Promise<unknown>, signal: AbortSignal): Promise<T> {
    return (await this.guarded('upload', signal, adminTimeoutMs, (options) => call(loadSdk(), options))) as T;
  }

  /** Sends a stream as one upload request. @throws {CloudinaryCallError} or what the stream failed with. */
  async upload(body: Readable, options: UploadApiOptions, signal: AbortSignal): Promise<UploadApiResponse> {
    const lease = this.agents.lease();
    try {
      const callOptions = { ...options, ...this.callSettings(lease), timeout: uploadTimeoutMs };
      const answer = await sendStream(loadSdk(), body, callOptions, lease, signal);
      lease.release();
      return answer;
    } catch (error) {
      lease.discard();
      throw error;
    }
  }

  /** Lets Cloudinary fetch a URL by itself. No error names the URL: it may be as good as a secret. @throws {CloudinaryCallError} */
  async uploadUrl(url: string, options: UploadApiOptions, signal: AbortSignal): Promise<UploadApiResponse> {
    const send = (callSettings: CallSettings): Promise<unknown> =>
      loadSdk().uploader.upload(url, { ...options, ...callSettings, timeout: uploadTimeoutMs });
    const answer = await this.guarded('upload', signal, uploadTimeoutMs, send).catch((error: unknown) => {
      if (!(error instanceof CloudinaryCallError)) throw error;
      const { api, httpStatus, code } = error;
      throw new CloudinaryCallError({ api, httpStatus, code, message: error.message.replaceAll(url, 'its link') });
    });
    return answer as UploadApiResponse;
  }

  /** How many Admin API calls the last answer left, and until when. */
  get quotaLeft(): { remaining: number; resetAt: string } | undefined {
    return this.adminQuota;
  }

  /** How far this machine's clock is ahead of Cloudinary's, by the date of an answer that draws on no quota. */
  async clockSkewMs(signal: AbortSignal): Promise<number | undefined> {
    const answer = await fetch(`${this.settings.uploadPrefix}/v1_1/`, { signal });
    const date = answer.headers.get('date');
    return date === null ? undefined : Date.now() - Date.parse(date);
  }

  /** Resolves when the API's host answers anything but a server error. Draws on no quota. */
  async probe(signal: AbortSignal): Promise<void> {
    const url = `${this.settings.uploadPrefix}/v1_1/`;
    const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) };
    const status = await fetch(url, options).then(
      (response) => response.status,
      (error: unknown) => {
        if (signal.aborted) throw abortError();
        throw new CloudinaryCallError({ api: 'upload', message: 'network', code: connectionCode(error) });
      },
    );
    if (status >= 500)
      throw new CloudinaryCallError({ api: 'upload', message: 'the service is down', httpStatus: status });
  }

  private callSettings(lease: AgentLease): CallSettings {
    const { cloudName, apiKey, apiSecret, uploadPrefix } = this.settings;
    return {
      agent: lease.agent,
      cloud_name: cloudName,
      api_key: apiKey,
      api_secret: apiSecret,
      upload_prefix: uploadPrefix,
    };
  }

  /** Leaves the last calls of the hour to others, as `--leave-quota` asks, instead of running into the limit. */
  private respectQuotaLeft(): void {
    const quota = this.adminQuota;
    if (quota === undefined || Date.parse(quota.resetAt) <= Date.now()) return;
    if (this.leaveQuota > 0 && quota.remaining <= this.leaveQuota) {
      throw new ProviderError(
        'RateLimited',
        `${quota.remaining} Admin API calls are left this hour and --leave-quota ${this.leaveQuota} leaves them to others.`,
        { quota: quotaName(this.cloudName, 'admin'), resetAt: quota.resetAt, service: 'Cloudinary' },
      );
    }
  }

  private async guarded(
    api: CloudinaryApi,
    signal: AbortSignal,
    timeoutMs: number,
    call: (options: CallSettings) => Promise<unknown>,
  ): Promise<unknown> {
    signal.throwIfAborted();
    const lease = this.agents.lease();
    const timeout = AbortSignal.timeout(timeoutMs);
    let stop: () => void = () => undefined;
    const stopped = new Promise<never>((_resolve, reject) => {
      stop = (): void => {
        lease.discard();
        reject(signal.aborted ? abortError() : new CloudinaryCallError({ api, message: 'timeout', httpStatus: 499 }));
      };
      signal.addEventListener('abort', stop, { once: true });
      timeout.addEventListener('abort', stop, { once: true });
    });
    try {
      const answer = await Promise.race([call(this.callSettings(lease)), stopped]);
      lease.release();
      return answer;
    } catch (error) {
      lease.discard();
      if (error instanceof CloudinaryCallError || isAbort(error)) throw error;
      throw callErrorOf(api, error, this.adminQuota?.resetAt);
    } finally {
      signal.removeEventListener('abort', stop);
      timeout.removeEventListener('abort', stop);
    }
  }
}

function connectionCode(error: unknown): string {
  return errorFacts((error as { cause?: unknown }).cause).code ?? 'ETIMEDOUT';
}

/** Loaded at the first call: the SDK reads CLOUDINARY_URL when it is loaded and throws on a malformed one. */
function loadSdk(): Sdk {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above; an import would load it at start-up
  return (require('cloudinary') as { v2: Sdk }).v2;
}
