import { ControlError } from '../../frame/control-error';
import { identityOf, person, serviceAccount } from '../../google-auth/identities';
import type { Account } from '../account';
import {
  folderType,
  newId,
  newItem,
  newTopId,
  shortcutType,
  type Item,
  type Permission,
  type Role,
} from '../store/item';
import { mimeTypeOf, plantContent } from './plant-content';
import { parseSeed, type Seed, type SeedFile, type SeedPlace } from './seed-schema';

const batch = 1000;

/** Fills Drive without anybody uploading; answers the ids by key. */
export async function seed(account: Account, input: unknown): Promise<Record<string, unknown>> {
  const wanted = parseSeed(input);
  const planter = new Planter(account);
  planter.plantDrives(wanted.drives);
  for (const folder of wanted.folders) planter.plant(folder, { mimeType: folderType });
  for (const file of wanted.files) await planter.plantFile(file);
  for (const { target, targetMimeType, ...place } of wanted.shortcuts) {
    planter.plantShortcut(place, target, targetMimeType);
  }
  if (wanted.folder !== undefined) await planter.plantMany(wanted.folder, wanted);
  await account.store.settle();
  return { ids: Object.fromEntries(planter.ids), count: planter.count };
}

class Planter {
  readonly ids = new Map<string, string>();
  count = 0;
  private readonly started = Date.now();

  constructor(private readonly account: Account) {}

  plantDrives(drives: Seed['drives']): void {
    for (const { key, name, members, role } of drives) {
      const id = newTopId();
      const createdTime = new Date(this.started).toISOString();
      const permissions = members.map((one) => permissionOf(one, role));
      this.account.store.addDrive({ id, name, createdTime, members: permissions });
      this.ids.set(key ?? name, id);
    }
  }

  /** Puts one item there. */
  plant(place: SeedPlace, fields: Pick<Item, 'mimeType'> & Partial<Item>): Item {
    const {
      key,
      name,
      createdTime,
      modifiedTime,
      trashed = false,
      sharedWith = [],
      role = 'writer',
      resourceKey,
    } = place;
    const parent = this.find(place.parent);
    // A millisecond apart, in the order of the seed.
    const now = new Date(this.started + this.count).toISOString();
    const byLink = resourceKey === undefined || sharedWith.includes('anyone') ? [] : [permissionOf('anyone', 'reader')];
    const item = newItem({
      name,
      parent: parent.id,
      owner: place.owner === undefined ? parent.owner : place.owner === 'person' ? person.email : serviceAccount.email,
      createdTime: createdTime ?? now,
      modifiedTime: modifiedTime ?? createdTime ?? now,
      isTrashed: trashed,
      permissions: [...sharedWith.map((one) => permissionOf(one, role)), ...byLink],
      ...(parent.driveId === undefined ? {} : { driveId: parent.driveId }),
      ...(resourceKey === undefined ? {} : { resourceKey }),
      ...fields,
    });
    this.account.store.put(item);
    this.ids.set(key ?? name, item.id);
    this.count += 1;
    return item;
  }

  async plantFile(file: SeedFile): Promise<void> {
    const { base64, bytes, image, text, mimeType, document, abusive, downloadQuotaExceeded, canDownload, ...place } =
      file;
    if (document !== undefined) {
      this.plant(place, { mimeType: `application/vnd.google-apps.${document}` });
      return;
    }
    const mark = `${place.parent ?? ''}/${place.key ?? place.name}`;
    const content = await plantContent(this.account, { name: place.name, mark, base64, bytes, image, text });
    this.plant(place, {
      mimeType:
        mimeType ?? (image === undefined ? mimeTypeOf(place.name) : image === 'png' ? 'image/png' : 'image/jpeg'),
      content,
      isAbusive: abusive === true,
      isDownloadQuotaExceeded: downloadQuotaExceeded === true,
      canDownload: canDownload !== false,
    });
  }

  plantShortcut(place: SeedPlace, target: string, targetMimeType: string | undefined): void {
    const found = this.account.store.get(this.ids.get(target) ?? target);
    const shortcut = {
      targetId: found?.id ?? newId(),
      targetMimeType: targetMimeType ?? found?.mimeType ?? 'image/png',
      ...(found?.resourceKey === undefined ? {} : { targetResourceKey: found.resourceKey }),
    };
    this.plant(place, { mimeType: shortcutType, shortcut });
  }

  async plantMany(folder: string, { count = 1, bytes, image }: Pick<Seed, 'count' | 'bytes' | 'image'>): Promise<void> {
    const ending = bytes === undefined ? (image ?? 'png') : 'bin';
    for (let n = 0; n < count; n += 1) {
      const name = `${String(n).padStart(7, '0')}.${ending}`;
      const content = await plantContent(this.account, { name, mark: `${folder}/${name}`, bytes, image });
      const item = this.plant({ name, parent: folder }, { mimeType: mimeTypeOf(name), content });
      this.ids.delete(name);
      if (item.content && n % batch === 0) await this.account.store.settle();
    }
  }

  private find(parent: string | undefined): Item {
    const { store } = this.account;
    if (parent === undefined || parent === 'root') return store.topOf(person.email);
    if (parent === 'service-root') return store.topOf(serviceAccount.email);
    const found = store.get(this.ids.get(parent) ?? parent);
    if (found?.mimeType !== folderType) throw new ControlError(`There is no folder ${parent}`);
    return found;
  }
}

function permissionOf(who: string, role: Role): Permission {
  if (who === 'anyone') return { id: 'anyoneWithLink', type: 'anyone', role };
  const emailAddress = who === 'service' ? serviceAccount.email : who === 'person' ? person.email : who;
  return { id: identityOf(emailAddress)?.permissionId ?? '30000000000000000003', type: 'user', role, emailAddress };
}
