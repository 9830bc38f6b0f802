import type { v2 } from 'cloudinary';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

/** What a call of the SDK answers; the SDK's own types say `any` of most of it. */
export interface SdkAnswer {
  asset_id: string;
  public_id: string;
  version: number;
  format: string;
  bytes: number;
  etag: string;
  url: string;
  secure_url: string;
  tags: string[];
  context: unknown;
  metadata: unknown;
  eager: unknown;
  derived: object[];
  asset_folder: string;
  deleted: unknown;
  folders: { name: string; path: string }[];
  resources: { public_id: string; [field: string]: unknown }[];
  metadata_fields: { external_id: string }[];
  transformations: object[];
  media_limits: object;
  next_cursor?: string;
  rate_limit_allowed: number;
  rate_limit_remaining: number;
  [field: string]: unknown;
}

type Calls<T> = { [Name in keyof T]: (...parameters: unknown[]) => Promise<SdkAnswer> };
type Streams = 'upload_stream' | 'upload_chunked_stream' | 'upload_large';

/** The real SDK, with answers that have types. */
export type Sdk = Omit<typeof v2, 'api' | 'uploader'> & {
  api: Calls<typeof v2.api> & { resource_by_asset_id: (id: string) => Promise<SdkAnswer> };
  uploader: Calls<Omit<typeof v2.uploader, Streams>> & Pick<typeof v2.uploader, Streams>;
};

/** A sandbox and the real SDK that talks to it. */
export interface SandboxWithSdk {
  sandbox: Sandbox;
  sdk: Sdk;
}

/** Starts a sandbox and loads the SDK with it: the SDK chooses between http and https as it is loaded. */
export async function startWithSdk(options: SandboxOptions = {}): Promise<SandboxWithSdk> {
  const sandbox = await startSandbox(options);
  process.env.CLOUDINARY_URL = sandbox.environment.CLOUDINARY_URL;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { v2: sdk } = require('cloudinary') as typeof import('cloudinary');
  return { sandbox, sdk: sdk as unknown as Sdk };
}

/** What a call of the SDK was refused with: Upload API errors come bare, Admin API errors wrapped. */
export async function refusalOf(call: Promise<unknown>): Promise<{ message: string; http_code: number }> {
  try {
    await call;
  } catch (error) {
    const wrapped = error as { error?: { message: string; http_code: number }; message: string; http_code: number };
    const { message, http_code } = wrapped.error ?? wrapped;
    return { message, http_code };
  }
  throw new Error('the call was not refused');
}

/** A callback of the SDK that settles a promise; its errors are plain objects. */
export function settle(resolve: (answer: SdkAnswer) => void, reject: (reason: Error) => void) {
  return (error: unknown, result: unknown): void => {
    if (result !== undefined) resolve({ ...(result as SdkAnswer) });
    else reject(new Error(JSON.stringify(error)));
  };
}
