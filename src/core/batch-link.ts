import { driveRootOf, parseDriveLink } from './drive-link';
import { parseDropboxLink } from './dropbox-link';
import type { Location } from './location';

/** What a cell that should name a folder holds. */
export type RowLink =
  | { kind: 'location'; location: Location }
  /** A path without a word of whose: a folder of this machine, or else of Dropbox. */
  | { kind: 'path'; path: string }
  | { kind: 'problem'; problem: string };

const url = /https?:\/\/[^\s,;<>"']+/gi;
const driveId = /^[\w-]{25,}$/;

/**
 * Reads the cell of a row: a link or id of a Drive folder, a Dropbox link, `dropbox:/path`, `local:/path`, or a path.
 */
export function readRowLink(cell: string): RowLink {
  const text = cell.trim();
  if (text === '') return problem('the cell is empty: it must name one folder');
  const links = text.match(url) ?? [];
  if (links.length > 1) return problem(`it holds ${links.length} links: one row is one folder`);
  const [link] = links;
  if (link !== undefined) return readWebLink(link);
  const prefixed = /^(dropbox|local|drive):(.*)$/is.exec(text);
  if (prefixed !== null) {
    const [, provider = '', rest = ''] = prefixed;
    switch (provider.toLowerCase()) {
      case 'dropbox':
        return dropbox(rest.trim());
      case 'local':
        return { kind: 'location', location: { provider: 'local', root: rest.trim() } };
      default:
        return drive(rest.trim());
    }
  }
  return driveId.test(text) && !text.includes('/') ? drive(text) : { kind: 'path', path: text };
}

/** Two rows with the same text here are about the same folder. */
export function sameFolderKey({ provider, root }: Location): string {
  // Dropbox paths do not tell capitals apart; what a link carries besides the id leads to no other folder.
  const path = root.replace(/\?.*$/, '').replace(/\/+$/, '');
  return `${provider}:${provider === 'dropbox' && !root.includes('://') ? path.toLowerCase() : path}`;
}

function readWebLink(link: string): RowLink {
  const { hostname } = new URL(link);
  if (/(^|\.)google\.com$/i.test(hostname)) return drive(link);
  if (/(^|\.)dropbox\.com$/i.test(hostname)) return dropbox(link);
  return problem(`it is a link to ${hostname}: only Drive and Dropbox folders can be read`);
}

function drive(text: string): RowLink {
  const link = parseDriveLink(text);
  if (link === undefined) return problem('it is no link of a Drive folder: open the folder in Drive and copy its link');
  if (link.points === 'file' || link.points === 'document') {
    return problem(`it is the link of a ${link.points}: open its folder in Drive and copy that link`);
  }
  return { kind: 'location', location: { provider: 'google-drive', root: driveRootOf(link) } };
}

function dropbox(text: string): RowLink {
  const link = parseDropboxLink(text);
  if (link === undefined) return problem('it is no path or link of a Dropbox folder');
  return { kind: 'location', location: { provider: 'dropbox', root: 'url' in link ? link.url : link.path } };
}

function problem(words: string): RowLink {
  return { kind: 'problem', problem: words };
}
