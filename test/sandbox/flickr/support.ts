import { createFlickr, FetchTransport, type FlickrServicesWithOAuth } from 'flickr-sdk';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

type Json = Record<string, unknown>;

export const apiKey = 'fe44a5d0b0c00000000000005a4db0c5';
export const apiSecret = '5a4db0c5fe44a5d0';

/** The tokens that are there from the start (docs/sandbox.md). */
export const tokens = {
  delete: { token: '72157720000000003-de1e7e00fe44a5d0', secret: 'de1e7e5ec4e70003' },
  write: { token: '72157720000000002-4417e000fe44a5d0', secret: '4417e05ec4e70002' },
  read: { token: '72157720000000001-4ead0000fe44a5d0', secret: '4ead005ec4e70001' },
};

/** Sends what the SDK sends to the sandbox; the SDK's hosts are literals, and are what it signs for. */
class RedirectedTransport extends FetchTransport {
  constructor(private readonly base: string) {
    super();
  }

  override fetch(url: string, init: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(url);
    return super.fetch(this.base + pathname + search, init);
  }
}

/** A sandbox with a signed-in SDK and its controls. */
export class World {
  readonly sdk: FlickrServicesWithOAuth;

  private constructor(readonly sandbox: Sandbox) {
    this.sdk = this.signedIn(tokens.delete);
  }

  static async start(options: SandboxOptions = {}): Promise<World> {
    return new World(await startSandbox(options));
  }

  /** The SDK with a token; without one it can begin a sign-in. */
  signedIn(access?: { token: string; secret: string }): FlickrServicesWithOAuth {
    const config = {
      consumerKey: apiKey,
      consumerSecret: apiSecret,
      oauthToken: access?.token ?? (false as const),
      oauthTokenSecret: access?.secret ?? (false as const),
    };
    return createFlickr(config, new RedirectedTransport(this.sandbox.url));
  }

  /** The SDK of somebody who has a key and nothing else. */
  anonymous(key = apiKey): ReturnType<typeof createFlickr> {
    return createFlickr(key, new RedirectedTransport(this.sandbox.url));
  }

  /** A call of the API through the SDK. Its own types know parameters and say `any` of answers. */
  async call<T = Json>(method: string, parameters: Record<string, string> = {}, sdk = this.sdk): Promise<T> {
    const flickr = sdk.flickr as (name: string, values: Record<string, string>) => Promise<T>;
    return flickr(method, parameters);
  }

  /** Uploads bytes through the SDK; answers the id. */
  async upload(bytes: Buffer, parameters: Record<string, string> = {}, name = 'photo.jpg'): Promise<string> {
    return (await this.sdk.upload(new File([bytes], name), parameters)).id;
  }

  limits(limits: Json): Promise<Json> {
    return this.post('/__limits', { service: 'flickr', ...limits });
  }

  fault(fault: Json): Promise<Json> {
    return this.post('/__faults', { service: 'flickr', ...fault });
  }

  seed(content: Json): Promise<Seeded> {
    return this.post('/__seed', { service: 'flickr', ...content }) as unknown as Promise<Seeded>;
  }

  state(): Promise<State> {
    return this.get('/__state/flickr') as unknown as Promise<State>;
  }

  /** How often each route was called, by status. */
  async routes(): Promise<Record<string, Record<string, number>>> {
    const { services } = (await this.get('/__requests')) as {
      services: Record<string, { routes: Record<string, Record<string, number>> }>;
    };
    return services.flickr?.routes ?? {};
  }

  reset(): Promise<Json> {
    return this.post('/__reset', {});
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  async get(path: string): Promise<Json> {
    return (await (await fetch(this.sandbox.url + path)).json()) as Json;
  }

  private async post(path: string, body: unknown): Promise<Json> {
    const response = await fetch(this.sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
    const answer = (await response.json()) as Json;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}

export interface Seeded {
  count: number;
  photos: { id: string; title: string; md5: string; bytes: number }[];
  albums: Record<string, string>;
}

export interface StoredPhoto {
  id: string;
  title: string;
  description: string;
  tags: string[];
  machine_tags: string[];
  ispublic: boolean;
  isfriend: boolean;
  isfamily: boolean;
  hidden: string;
  media: string;
  format: string;
  width: number;
  height: number;
  bytes: number;
  md5: string;
  sent_md5: string;
  date_taken: string;
  date_taken_unknown: boolean;
  albums: string[];
  url: string;
}

export interface State {
  counts: Record<string, number>;
  albums: { id: string; title: string; description: string; primary: string; photos: string[] }[];
  photos: StoredPhoto[];
}

/** What the SDK rejected a call with: the code of the API, or the status of another answer, and the words. */
export async function refusalOf(call: Promise<unknown>): Promise<{ code?: unknown; status?: number; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { message, cause } = error;
    if (cause instanceof Response) return { status: cause.status, message };
    return { code: (cause as { code?: unknown } | undefined)?.code, message };
  }
  throw new Error('the call was not refused');
}
