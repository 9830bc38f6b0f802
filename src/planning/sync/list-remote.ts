import { isPhotoName, nameKey } from '../../core/sync-titles';
import type { PhotoPage } from '../../providers/albums';
import { ProviderError } from '../../providers/provider-error';
import type { CallOptions } from '../../providers/provider';
import type { FoundAlbum } from '../../state/sync-albums';
import type { RemoteFound } from '../../state/sync-survey';
import type { SyncHalf } from './sync-half';

/** A page of a survey ends after so many calls of a service, or so many photos. */
const callsPerPage = 8;
const photosPerPage = 2_000;

/** Where the listing of photos goes on: in an album, or behind one. */
export interface PhotosPlace {
  after?: string;
  album?: string;
  cursor?: string;
}

/** Lists albums of a service and notes them. No `cursor`: those were all. */
export async function listAlbums(
  { albums, of, state }: SyncHalf,
  cursor: string | undefined,
  options: CallOptions,
): Promise<{ listed: number; cursor?: string }> {
  let listed = 0;
  let next = cursor;
  for (let calls = 0; calls < callsPerPage; calls += 1) {
    const page = await albums.albums({ cursor: next }, options);
    await state.syncAlbums.record(of, page.entries);
    listed += page.entries.length;
    if (page.cursor === undefined) return { listed };
    next = page.cursor;
  }
  return { listed, cursor: next };
}

/**
 * Lists photos, album by album, and notes them. An album that has gone, or that cannot be listed, is left alone; any other
 * failure is one of the survey.
 */
export async function listPhotos(
  half: SyncHalf,
  from: PhotosPlace,
  options: CallOptions,
): Promise<{ listed: number; place?: PhotosPlace }> {
  const { of, state } = half;
  let listed = 0;
  let { after, album: at, cursor } = from;
  for (let calls = 0; calls < callsPerPage && listed < photosPerPage; calls += 1) {
    const album = at === undefined ? await state.syncAlbums.next(of, after) : await state.syncAlbums.find(of, at);
    if (album === undefined) return { listed };
    const page = await pageOf(half, album, cursor, options);
    if (page !== undefined) {
      await state.syncSurveys.putRemote(of, rowsOf(half, album, page));
      listed += page.entries.length;
    }
    cursor = page?.cursor;
    at = cursor === undefined ? undefined : album.id;
    if (cursor === undefined) after = album.id;
  }
  return { listed, place: { after, album: at, cursor } };
}

async function pageOf(
  { albums, of, state, service }: SyncHalf,
  { id, name }: FoundAlbum,
  cursor: string | undefined,
  options: CallOptions,
): Promise<PhotoPage | undefined> {
  try {
    return await albums.photos({ album: { id, name }, cursor }, options);
  } catch (error) {
    if (!(error instanceof ProviderError) || (error.kind !== 'NotFound' && error.kind !== 'InvalidAsset')) throw error;
    const trouble = `The album "${name}" on ${service} cannot be listed: ${error.message}`;
    await state.syncAlbums.setTrouble(of, id, trouble);
    return undefined;
  }
}

function rowsOf({ service }: SyncHalf, { id, title }: FoundAlbum, { entries, oddities }: PhotoPage): RemoteFound[] {
  const photos = new Map(entries.map((photo) => [photo.id, photo]));
  const rows: RemoteFound[] = [...photos.values()].map((photo) => ({
    album_id: id,
    photo_id: photo.id,
    title,
    name: photo.name,
    name_key: nameKey(photo.name),
    fingerprint: photo.fingerprint,
    md5: photo.md5 ?? null,
    bytes: photo.bytes ?? null,
    modified_at: photo.modifiedAt ?? null,
    ...verdictOn(photo.name, service),
  }));
  const odd = new Map(oddities.map((oddity) => [oddity.name, oddity]));
  const others: RemoteFound[] = [...odd.values()].map(({ name, reason }) => ({
    album_id: id,
    photo_id: `?${name}`,
    title,
    name,
    name_key: nameKey(name),
    fingerprint: '',
    md5: null,
    bytes: null,
    modified_at: null,
    verdict: 'skipped',
    trouble: reason,
  }));
  return [...rows, ...others];
}

/** What no folder here would show as a photo is not brought here. */
function verdictOn(name: string, service: string): Pick<RemoteFound, 'verdict' | 'trouble'> {
  if (isPhotoName(name)) return { verdict: null, trouble: null };
  if (name.startsWith('.'))
    return { verdict: 'skipped', trouble: `"${name}" on ${service} is called like a hidden file` };
  return { verdict: 'ignored', trouble: `"${name}" on ${service} is not called like a photo` };
}
