import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what tests download or build is kept between runs. */
export function cacheDir(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'assetferry');
}
