import type { FactStore } from '../provider';
import { ProviderError } from '../provider-error';
import { CloudinaryCallError } from './call-error';
import type { CloudinaryClient } from './client';

/** Where folders live in an account: in the public id (`fixed`) or apart from it (`dynamic`). */
export type FolderMode = 'fixed' | 'dynamic';

/** An account's folder mode, found out once ever and then remembered. */
export class AccountFolderMode {
  private known: FolderMode | undefined;

  constructor(
    private readonly client: CloudinaryClient,
    private readonly facts: FactStore,
  ) {}

  /** Asks the Admin API when nobody knows (`GET /config?settings=true`). @throws {CloudinaryCallError} */
  async find(signal: AbortSignal): Promise<FolderMode> {
    this.known ??= asFolderMode(await this.facts.get('folder_mode'));
    if (this.known !== undefined) return this.known;
    const config = await this.client.admin<{ settings?: { folder_mode?: string } }>(
      (sdk, options) => sdk.api.config({ ...options, settings: true }),
      signal,
    );
    return this.remember(asFolderMode(config.settings?.folder_mode) ?? 'fixed');
  }

  /** The same, but `undefined` while the hourly Admin quota is used up: uploads draw on another one and need not wait. */
  async findUnlessLimited(signal: AbortSignal): Promise<FolderMode | undefined> {
    try {
      return await this.find(signal);
    } catch (error) {
      const isRefused = error instanceof CloudinaryCallError && (error.httpStatus === 420 || error.httpStatus === 429);
      const isLeftToOthers = error instanceof ProviderError && error.kind === 'RateLimited';
      if (isRefused || isLeftToOthers) return undefined;
      throw error;
    }
  }

  /** Takes the mode from an upload's answer: only dynamic accounts name the folder apart (Upload API reference). */
  async learn(answer: object): Promise<void> {
    if (this.known === undefined) await this.remember('asset_folder' in answer ? 'dynamic' : 'fixed');
  }

  private async remember(mode: FolderMode): Promise<FolderMode> {
    this.known = mode;
    await this.facts.set('folder_mode', mode);
    return mode;
  }
}

function asFolderMode(value: string | undefined): FolderMode | undefined {
  return value === 'fixed' || value === 'dynamic' ? value : undefined;
}
