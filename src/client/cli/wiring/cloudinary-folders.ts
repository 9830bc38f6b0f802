import { browseCloudinaryFolders } from '../../../providers/cloudinary/browse';
import { loadSettings } from '../../../settings';
import type { CloudFolder } from '../tools/tool-ports';
import { asCommandError } from './provider-failure';

/** The folders of a Cloudinary account below one of them. */
export async function* cloudinaryFolders(below: string, profile: string | undefined): AsyncGenerator<CloudFolder> {
  const settings = loadSettings();
  const setting = (key: string): string | undefined => settings.setting(key, profile);
  try {
    yield* browseCloudinaryFolders(below, setting, { signal: new AbortController().signal });
  } catch (error) {
    throw asCommandError(error);
  }
}
