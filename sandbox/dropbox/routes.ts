import { currentAccount } from './access/current-account';
import { revokeToken } from './access/revoke-token';
import type { CallHandler } from './call';
import { createFolder } from './files/create-folder';
import { deleteEntry } from './files/delete-entry';
import { download } from './files/download';
import { getMetadata } from './files/get-metadata';
import { continueListing, latestCursor, listFolder } from './files/list-folder';
import { moveEntry } from './files/move-entry';
import { checkSaveJob, saveUrl } from './files/save-url';
import { getTemporaryLink } from './files/temporary-link';
import { upload } from './files/upload';
import { appendSession, finishSession, startSession } from './files/upload-session';
import { createSharedLink } from './sharing/create-link';
import { listSharedLinks } from './sharing/list-links';
import { sharedLinkFile, sharedLinkMetadata } from './sharing/read-link';

/** A call of the API: where its argument is, what it needs, and whether it writes. */
interface Route {
  style: 'rpc' | 'content';
  scope?: string;
  writes?: boolean;
  handler: CallHandler;
}

const read = 'files.metadata.read';
const write = 'files.content.write';

/** Every call below `/2/`, by name (Dropbox API v2, HTTP documentation). */
export const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['files/list_folder', { style: 'rpc', scope: read, handler: listFolder }],
  ['files/list_folder/continue', { style: 'rpc', scope: read, handler: continueListing }],
  ['files/list_folder/get_latest_cursor', { style: 'rpc', scope: read, handler: latestCursor }],
  ['files/get_metadata', { style: 'rpc', scope: read, handler: getMetadata }],
  ['files/get_temporary_link', { style: 'rpc', scope: 'files.content.read', handler: getTemporaryLink }],
  ['files/create_folder_v2', { style: 'rpc', scope: write, writes: true, handler: createFolder }],
  ['files/delete_v2', { style: 'rpc', scope: write, writes: true, handler: deleteEntry }],
  ['files/move_v2', { style: 'rpc', scope: write, writes: true, handler: moveEntry }],
  ['files/save_url', { style: 'rpc', scope: write, writes: true, handler: saveUrl }],
  ['files/save_url/check_job_status', { style: 'rpc', scope: write, handler: checkSaveJob }],
  ['files/download', { style: 'content', scope: 'files.content.read', handler: download }],
  ['files/upload', { style: 'content', scope: write, writes: true, handler: upload }],
  ['files/upload_session/start', { style: 'content', scope: write, handler: startSession }],
  ['files/upload_session/append_v2', { style: 'content', scope: write, handler: appendSession }],
  ['files/upload_session/finish', { style: 'content', scope: write, writes: true, handler: finishSession }],
  [
    'sharing/create_shared_link_with_settings',
    { style: 'rpc', scope: 'sharing.write', writes: true, handler: createSharedLink },
  ],
  ['sharing/list_shared_links', { style: 'rpc', scope: 'sharing.read', handler: listSharedLinks }],
  ['sharing/get_shared_link_metadata', { style: 'rpc', scope: 'sharing.read', handler: sharedLinkMetadata }],
  ['sharing/get_shared_link_file', { style: 'content', scope: 'sharing.read', handler: sharedLinkFile }],
  ['users/get_current_account', { style: 'rpc', scope: 'account_info.read', handler: currentAccount }],
  ['auth/token/revoke', { style: 'rpc', handler: revokeToken }],
]);
