import { browseCloudinaryFolders } from '../../../providers/cloudinary/browse';
import type { CloudFolder } from '../tools/tool-ports';
import { profileSetting } from './profile-setting';
import { asCommandError } from './provider-failure';

/** The folders of a Cloudinary account below one of them. */
export async function* cloudinaryFolders(below: string, profile: string | undefined): AsyncGenerator<CloudFolder> {
  const setting = profileSetting(profile);
  try {
    yield* browseCloudinaryFolders(below, setting, { signal: new AbortController().signal });
  } catch (error) {
    throw asCommandError(error);
  }
}
