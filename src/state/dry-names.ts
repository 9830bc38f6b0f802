import { nthName, type NameLookup, type NameRegister, type NameWish, type Reservation } from './names';

/** Reservations that are forgotten afterwards: a dry run shows the names the run would take, and takes none. */
export class DryNames implements NameRegister {
  private readonly taken = new Map<string, string>();

  constructor(private readonly names: NameLookup) {}

  async reserve(scope: string, wishes: NameWish[], onCollision: 'suffix' | 'fail'): Promise<Map<string, Reservation>> {
    const reserved = await this.names.lookUp(scope, wishes);
    for (const wish of wishes) {
      if (reserved.has(wish.assetKey)) continue;
      for (let candidate = 1; ; candidate += 1) {
        const name = nthName(wish, candidate);
        const owner = this.taken.get(name) ?? (await this.names.ownerOf(scope, name)) ?? wish.assetKey;
        if (owner !== wish.assetKey && onCollision === 'suffix') continue;
        if (owner === wish.assetKey) this.taken.set(name, owner);
        reserved.set(wish.assetKey, owner === wish.assetKey ? { name } : { name, takenBy: owner });
        break;
      }
    }
    return reserved;
  }
}
