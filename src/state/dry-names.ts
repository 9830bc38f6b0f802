import { nthName, type NameLookup, type NameRegister, type NameWish, type Reservation } from './names';

/** Reservations that are forgotten afterwards: a dry run shows the names the run would take, and takes none. */
export class DryNames implements NameRegister {
  private readonly taken = new Map<string, string>();

  constructor(private readonly names: NameLookup) {}

  async reserve(scope: string, wishes: NameWish[], onCollision: 'suffix' | 'fail'): Promise<Map<string, Reservation>> {
    const reserved = await this.names.lookUp(scope, wishes);
    let open = wishes.filter((wish) => !reserved.has(wish.assetKey));
    // Round by round, as the database's register does: the first wish of everybody before the second of anybody.
    for (let candidate = 1; open.length > 0; candidate += 1) {
      const again: NameWish[] = [];
      for (const wish of open) {
        const name = nthName(wish, candidate);
        const owner = this.taken.get(name) ?? (await this.names.ownerOf(scope, name)) ?? wish.assetKey;
        if (owner === wish.assetKey) {
          this.taken.set(name, owner);
          reserved.set(wish.assetKey, { name });
        } else if (onCollision === 'fail') reserved.set(wish.assetKey, { name, takenBy: owner });
        else again.push(wish);
      }
      open = again;
    }
    return reserved;
  }
}
