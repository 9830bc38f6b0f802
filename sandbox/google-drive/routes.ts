import { Router } from '../frame/router';
import type { CallHandler } from './call';
import { about, getDrive, listDrives } from './files/about';
import { listFiles } from './files/list-files';
import { createPermission, listPermissions } from './files/permissions';
import { generateIds, getFile } from './files/read-item';
import { createFile, deleteFile, updateFile } from './files/write-item';
import { receiveUpload } from './upload/receive-upload';
import { cancelSession, continueSession } from './upload/resumable';

/** A call of the API and what a token must allow for it. */
export interface Route {
  needs: 'read' | 'write';
  handler: CallHandler;
}

const read = (handler: CallHandler): Route => ({ needs: 'read', handler });
const write = (handler: CallHandler): Route => ({ needs: 'write', handler });

/** Every call of Drive API v3 that is imitated. */
export const routes = new Router<Route>()
  .add('GET', 'drive/v3/about', read(about))
  .add('GET', 'drive/v3/drives', read(listDrives))
  .add('GET', 'drive/v3/drives/:id', read(getDrive))
  .add('GET', 'drive/v3/files', read(listFiles))
  .add('POST', 'drive/v3/files', write(createFile))
  .add('GET', 'drive/v3/files/generateIds', write(generateIds))
  .add('GET', 'drive/v3/files/:id', read(getFile))
  .add('PATCH', 'drive/v3/files/:id', write(updateFile))
  .add('DELETE', 'drive/v3/files/:id', write(deleteFile))
  .add('GET', 'drive/v3/files/:id/permissions', read(listPermissions))
  .add('POST', 'drive/v3/files/:id/permissions', write(createPermission))
  .add('POST', 'upload/drive/v3/files', write(receiveUpload))
  .add('PATCH', 'upload/drive/v3/files/:id', write(receiveUpload));

/** Requests to the address of a resumable upload; the address is as good as a token. */
export const sessionRoutes = new Router<CallHandler>()
  .add('PUT', 'upload/drive/v3/files', continueSession)
  .add('PUT', 'upload/drive/v3/files/:id', continueSession)
  .add('DELETE', 'upload/drive/v3/files', cancelSession)
  .add('DELETE', 'upload/drive/v3/files/:id', cancelSession);
