import { createFlickr, GET, OAuthAuth, type API } from 'flickr-sdk';
import { abortError } from '../define-provider';
import { ProviderError } from '../provider-error';
import type { CallMeter, Content, FactStore, ProviderContext } from '../provider';
import { loginSchema } from './answers';
import { connectionError, FlickrCallError } from './call-error';
import { service } from './classify';
import { MultipartForm } from './multipart';
import { postStream } from './post-stream';
import type { FlickrSettings } from './settings';
import { redirected, SdkTransport, userAgent } from './transport';
import { readUploadAnswer, type Uploaded } from './upload-answer';

/** "Under 3600 queries an hour" a key is left alone (Flickr developers' guide); beyond that it may be switched off. */
const callsPerHour = 3600;
const hourMs = 3_600_000;

interface UploadCall {
  method: 'upload' | 'replace';
  /** What is signed besides: title, tags, who may see it. */
  fields: Record<string, string>;
  file: { name: string; type: string };
  content: Content;
  md5: string;
  onProgress(sentBytes: number): void;
}

/**
 * The Flickr SDK for one account: calls counted before they are made, aborts and streams seen to. It tries nothing twice.
 */
export class FlickrClient {
  readonly quota: string;
  readonly imageQuota: string;
  readonly apiUrl?: string;
  readonly facts: FactStore;
  private readonly meter: CallMeter;
  private readonly leaveQuota: number;
  private owner: string | undefined;

  constructor(
    readonly settings: FlickrSettings,
    { meter, leaveQuota, factsOf }: Pick<ProviderContext, 'meter' | 'leaveQuota' | 'factsOf'>,
  ) {
    this.quota = settings.quota;
    this.imageQuota = settings.imageQuota;
    this.apiUrl = settings.apiUrl;
    this.meter = meter;
    this.leaveQuota = leaveQuota;
    this.facts = factsOf(`flickr:${settings.account}`);
    this.owner = settings.nsid;
  }

  /** Makes one API call. @throws {FlickrCallError} or `RateLimited` when the calls of this hour are used up. */
  async call<M extends keyof API>(method: M, params: API[M][0], signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    await this.spend();
    const transport = new SdkTransport({ apiUrl: this.apiUrl, signal }, 'api');
    const { flickr } = createFlickr(this.auth(), transport);
    const answer: unknown = await flickr(method, params);
    return answer;
  }

  /** Sends a photo or a film in one request. @throws {FlickrCallError} or what reading the content failed with. */
  async upload({ method, fields, file, content, md5, onProgress }: UploadCall, signal: AbortSignal): Promise<Uploaded> {
    signal.throwIfAborted();
    await this.spend();
    const url = `https://up.flickr.com/services/${method}`;
    const signed = new GET();
    for (const [name, value] of Object.entries(fields)) signed.set(name, value);
    await this.auth().sign('POST', url, signed);
    const form = new MultipartForm(signed.entries(), { ...file, content, md5, onProgress });
    try {
      const post = { contentType: form.contentType, bytes: form.bytes, body: form.body(), method };
      const answer = await postStream(redirected(url, this.apiUrl), post, signal);
      return await readUploadAnswer(answer, method);
    } catch (error) {
      throw signal.aborted ? abortError() : (form.failed ?? error);
    } finally {
      form.close();
    }
  }

  /** Flickr's id of the account; asked for once and remembered. */
  async nsid(signal: AbortSignal): Promise<string> {
    const fact = 'nsid';
    this.owner ??= await this.facts.get(fact);
    if (this.owner !== undefined) return this.owner;
    const { id } = await this.whoAmI(signal);
    await this.facts.set(fact, id);
    return (this.owner = id);
  }

  /** Whose token it is, by one call that needs consent to read. */
  async whoAmI(signal: AbortSignal): Promise<{ id: string; name: string }> {
    const { user } = loginSchema.parse(await this.call('flickr.test.login', {}, signal));
    return { id: user.id, name: user.username ?? user.id };
  }

  /** The date of an answer that nobody is named for. Any answer below 500 shows that Flickr is there. */
  async ping(signal: AbortSignal): Promise<Date | undefined> {
    signal.throwIfAborted();
    const url = redirected('https://api.flickr.com/services/rest', this.apiUrl);
    const options = {
      headers: { 'user-agent': userAgent },
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    };
    const answer = await fetch(url, options).catch((error: unknown) => {
      throw signal.aborted ? abortError() : connectionError(error, { part: 'api' });
    });
    await answer.body?.cancel();
    const { status: httpStatus } = answer;
    if (httpStatus >= 500) throw new FlickrCallError({ message: 'it is down', part: 'api', httpStatus });
    const date = answer.headers.get('date');
    return date === null ? undefined : new Date(date);
  }

  private auth(): OAuthAuth {
    const { apiKey, apiSecret, token, tokenSecret } = this.settings;
    return new OAuthAuth(apiKey, apiSecret, token, tokenSecret);
  }

  /** Counts a call before it is made. */
  private async spend(): Promise<void> {
    const { quota } = this;
    const perHour = this.settings.callsPerHour ?? callsPerHour;
    const limit = { calls: Math.max(0, perHour - this.leaveQuota), perMs: hourMs };
    const resetAt = await this.meter.take(quota, limit);
    if (resetAt === undefined) return;
    const words = `The calls to Flickr of this hour are used up${this.leaveQuota > 0 ? ' but for those to be left' : ''}; there are more from ${resetAt}.`;
    throw new ProviderError('RateLimited', words, { quota, resetAt, service });
  }
}
