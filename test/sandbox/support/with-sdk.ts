import type { v2 } from 'cloudinary';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

export type Sdk = typeof v2;

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
  return { sandbox, sdk };
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
