import { driveRootOf, parseDriveLink } from '../../../core/drive-link';
import { parseDropboxLink } from '../../../core/dropbox-link';
import { browseDropbox } from '../../../providers/dropbox/browse';
import { browseDrives, browseFolder, browseShared } from '../../../providers/google-drive/browse';
import { loadSettings } from '../../../settings';
import { CommandError, exitCodes } from '../exit-codes';
import type { Listed, VendorListing } from '../vendor-commands';
import { asCommandError } from './provider-failure';

type Setting = (key: string) => string | undefined;

/** The commands that look around in services. */
export const vendorListings: readonly VendorListing[] = [
  {
    command: 'drive list',
    summary: 'what is in My Drive, or in a folder',
    argument: { name: 'folder', summary: 'its link or id' },
    example: 'ferry drive list 1AbC...',
    list: (where, profile) => listed(profile, (setting, options) => browseFolder(driveRoot(where), setting, options)),
  },
  {
    command: 'drive shared',
    summary: 'what others have shared with you, or with the service account',
    example: 'ferry drive shared --json',
    list: (_where, profile) => listed(profile, browseShared),
  },
  {
    command: 'drive drives',
    summary: 'the Shared Drives you are a member of',
    example: 'ferry drive drives',
    list: (_where, profile) => listed(profile, browseDrives),
  },
  {
    command: 'dropbox list',
    summary: 'what is in your Dropbox, or in a folder of it',
    argument: { name: 'path', summary: 'its path: /Products' },
    example: 'ferry dropbox list /Products',
    list: (where, profile) =>
      listed(profile, async function* (setting, options) {
        for await (const { path, ...entry } of browseDropbox(dropboxPath(where), setting, options)) {
          yield { id: path, ...entry };
        }
      }),
  },
];

async function* listed(
  profile: string | undefined,
  browse: (setting: Setting, options: { signal: AbortSignal }) => AsyncIterable<Listed>,
): AsyncGenerator<Listed> {
  const settings = loadSettings();
  const setting: Setting = (key) => settings.setting(key, profile);
  try {
    yield* browse(setting, { signal: new AbortController().signal });
  } catch (error) {
    throw asCommandError(error);
  }
}

function driveRoot(where: string | undefined): string {
  if (where === undefined) return '';
  const link = parseDriveLink(where);
  if (link !== undefined) return driveRootOf(link);
  throw new CommandError(
    `"${where}" is no link or id of a Drive folder. \`ferry drive list\` shows those there are.`,
    exitCodes.usage,
  );
}

function dropboxPath(where: string | undefined): string {
  const link = parseDropboxLink(where ?? '/');
  if (link !== undefined && 'path' in link) return link.path;
  throw new CommandError(`"${where ?? ''}" is no path of your Dropbox. Paths begin with /.`, exitCodes.usage);
}
