import * as album from '../albums/change-album';
import { getAlbumInfo, getAlbumPhotos, getList } from '../albums/list-albums';
import * as person from '../people/read-person';
import { deletePhoto, setDates, setMeta, setPerms } from '../photos/change-photo';
import { addTags, removeTag, setTags } from '../photos/change-tags';
import { getNotInSet, getPhotosOfPerson, recentlyUpdated, search } from '../photos/list-photos';
import { getAllContexts, getInfo, getSizes } from '../photos/read-photo';
import { checkTickets } from '../upload/ticket';
import type { Method } from './call';

/** Every method of the API that is there, by name (Flickr API). */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['flickr.test.echo', { handler: person.echo }],
  ['flickr.test.login', { needs: 'read', handler: person.login }],
  ['flickr.auth.oauth.checkToken', { needs: 'read', handler: person.checkToken }],
  ['flickr.people.getInfo', { handler: person.getPersonInfo }],
  ['flickr.people.findByUsername', { handler: person.findByUsername }],
  ['flickr.people.getUploadStatus', { needs: 'read', handler: person.getUploadStatus }],
  ['flickr.people.getPhotos', { handler: getPhotosOfPerson }],
  ['flickr.urls.getUserPhotos', { handler: person.getUserPhotos }],
  ['flickr.urls.getUserProfile', { handler: person.getUserProfile }],
  ['flickr.urls.lookupUser', { handler: person.lookUpUser }],
  ['flickr.photosets.getList', { handler: getList }],
  ['flickr.photosets.getInfo', { handler: getAlbumInfo }],
  ['flickr.photosets.getPhotos', { handler: getAlbumPhotos }],
  ['flickr.photosets.create', { needs: 'write', handler: album.createAlbum }],
  ['flickr.photosets.delete', { needs: 'write', handler: album.deleteAlbum }],
  ['flickr.photosets.editMeta', { needs: 'write', handler: album.editMeta }],
  ['flickr.photosets.addPhoto', { needs: 'write', handler: album.addPhoto }],
  ['flickr.photosets.removePhoto', { needs: 'write', handler: album.removePhoto }],
  ['flickr.photosets.removePhotos', { needs: 'write', handler: album.removePhotos }],
  ['flickr.photosets.setPrimaryPhoto', { needs: 'write', handler: album.setPrimaryPhoto }],
  ['flickr.photosets.editPhotos', { needs: 'write', handler: album.editPhotos }],
  ['flickr.photosets.reorderPhotos', { needs: 'write', handler: album.reorderPhotos }],
  ['flickr.photosets.orderSets', { needs: 'write', handler: album.orderSets }],
  ['flickr.photos.search', { handler: search }],
  ['flickr.photos.getNotInSet', { needs: 'read', handler: getNotInSet }],
  ['flickr.photos.recentlyUpdated', { needs: 'read', handler: recentlyUpdated }],
  ['flickr.photos.getInfo', { handler: getInfo }],
  ['flickr.photos.getSizes', { handler: getSizes }],
  ['flickr.photos.getAllContexts', { handler: getAllContexts }],
  ['flickr.photos.setMeta', { needs: 'write', handler: setMeta }],
  ['flickr.photos.addTags', { needs: 'write', handler: addTags }],
  ['flickr.photos.setTags', { needs: 'write', handler: setTags }],
  ['flickr.photos.removeTag', { needs: 'write', handler: removeTag }],
  ['flickr.photos.setDates', { needs: 'write', handler: setDates }],
  ['flickr.photos.setPerms', { needs: 'write', handler: setPerms }],
  ['flickr.photos.delete', { needs: 'delete', handler: deletePhoto }],
  ['flickr.photos.upload.checkTickets', { needs: 'read', handler: checkTickets }],
]);
