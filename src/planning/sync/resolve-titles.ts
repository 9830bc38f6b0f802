import { createHash } from 'node:crypto';
import { safePart, safePath } from '../../core/safe-path';
import { nameKey } from '../../core/sync-titles';
import type { CallOptions } from '../../providers/provider';
import type { FoundAlbum } from '../../state/sync-albums';
import type { SyncHalf } from './sync-half';

/**
 * Says what each album of a service is called here: what it was called when it was last in step, else as the folders that
 * feed an album of its name, else by its own name made safe for a disk. Albums that would be one are left alone, but for
 * the one that was in step.
 */
export async function resolveTitles(half: SyncHalf, { signal }: CallOptions): Promise<void> {
  const { of, state } = half;
  let after: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const albums = await state.syncAlbums.page(of, after);
    if (albums.length === 0) break;
    for (const album of albums) {
      const { title, trouble } = await titleOf(half, album);
      await state.syncAlbums.setTitle(of, album.id, { title, key: nameKey(title), trouble });
    }
    after = albums.at(-1)?.id;
  }
  for (const group of await state.syncAlbums.sharingTitles(of)) await keepApart(half, group);
}

async function titleOf(half: SyncHalf, { id, name }: FoundAlbum): Promise<{ title: string; trouble?: string }> {
  const { of, pair, state, titles, service } = half;
  const key = nameKey(name);
  for (const { title, remoteTitle } of await state.syncAlbums.titlesInBase(pair, id)) {
    if (nameKey(title) === key || nameKey(remoteTitle) === key) return { title };
  }
  const wished = name.normalize('NFC');
  const local = await state.syncSurveys.localTitles(of, key);
  const [first, ...others] = local;
  if (local.includes(wished)) return { title: wished };
  if (first !== undefined && others.length === 0) return { title: first };
  const title = safePath(safePart(name), createHash('md5').update(id).digest('hex'));
  if (first !== undefined) {
    const quoted = local.map((one) => `"${one}"`).join(' or ');
    return { title, trouble: `The album "${name}" on ${service} may be ${quoted} here. Rename it to be one of them.` };
  }
  if (title !== half.options.rootTitle && titles.titleOf(title) !== title) {
    const trouble = `The album "${name}" on ${service} is left alone: --exclude or --exclude-in-title hides a folder of that name here. Rename the album, or change the option.`;
    return { title, trouble };
  }
  return { title };
}

/** Of albums that would be one here, one stays: that which was in step, or has a folder of just its name. */
async function keepApart(half: SyncHalf, group: FoundAlbum[]): Promise<void> {
  const { of, pair, state, service } = half;
  const open = group.filter(({ trouble }) => trouble === undefined);
  if (open.length < 2) return;
  const kept = new Set<FoundAlbum>();
  for (const album of open) {
    const twins = open.filter(({ title }) => title === album.title);
    const known = [];
    for (const twin of twins) {
      if ((await state.syncAlbums.titlesInBase(pair, twin.id)).some(({ title }) => title === twin.title))
        known.push(twin);
    }
    const isOnly =
      twins.length === 1 && (await state.syncSurveys.localTitles(of, nameKey(album.title))).includes(album.title);
    if ((known.length === 1 && known[0] === album) || (known.length === 0 && isOnly)) kept.add(album);
  }
  const names = [...new Set(open.map(({ name }) => `"${name}"`))].join(' and ');
  const trouble = `${open.length} albums on ${service} are called ${names}, which is one album here. Rename one there.`;
  for (const album of open) {
    if (kept.has(album)) continue;
    await state.syncAlbums.setTitle(of, album.id, { title: album.title, key: nameKey(album.title), trouble });
  }
}
