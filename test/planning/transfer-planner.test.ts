import type { Asset, Oddity } from '../../src/core/asset';
import { alreadyThere, otherContentThere } from '../../src/core/decide';
import { upload } from '../../src/jobs/upload';
import { dryRun } from '../../src/planning/dry-run';
import { TransferJobPlanner } from '../../src/planning/transfer-job';
import { TransferPlanner } from '../../src/planning/transfer-planner';
import { DryNames } from '../../src/state/dry-names';
import type { PlannedItem } from '../../src/state/outcomes';
import { openState, type State } from '../../src/state/state';
import { MemoryDestination, MemorySource, md5 } from './memory-provider';

const options = { signal: new AbortController().signal };
let state: State;
let count = 0;
let source: MemorySource;
let destination: MemoryDestination;
beforeAll(async () => (state = await openState(':memory:')));
afterAll(() => state.close());
beforeEach(() => {
  source = new MemorySource();
  destination = new MemoryDestination(`account-${(count += 1)}`);
});

function specOf(input: Record<string, unknown> = {}) {
  return upload.toSpec({ dir: '/photos', ...input }, { setting: () => undefined, cwd: '/' });
}

function planner(input: Record<string, unknown> = {}): TransferPlanner {
  const { names, inventory, checksums } = state;
  return new TransferPlanner(specOf(input), { source, destination, names, inventory, checksums });
}

/** What is planned, in a line an item: where it goes, or why it does not. */
function lines(planned: PlannedItem[]): Record<string, string> {
  return Object.fromEntries(
    planned.map(({ item, status, operation, reason, failure }) => [
      item,
      operation?.kind === 'transfer' ? operation.to : `${status}: ${reason ?? `${failure?.kind}: ${failure?.message}`}`,
    ]),
  );
}

async function plan(assets: Asset[], input: Record<string, unknown> = {}, oddities: Oddity[] = []) {
  return lines(await planner(input).plan({ folder: '', entries: assets, oddities }, options));
}

describe('what is sent and what is not', () => {
  test('an image goes to its name below the folder, with all that its activity needs', async () => {
    const asset = source.put('Summer Shoes/Ä & B.png', 'x');
    const [item] = await planner({ folder: 'shop' }).plan(
      { folder: 'Summer Shoes', entries: [asset], oddities: [] },
      options,
    );
    expect(item).toEqual({
      item: 'Summer Shoes/Ä & B.png',
      folder: 'Summer Shoes',
      bytes: 1,
      status: 'planned',
      operation: {
        kind: 'transfer',
        item: 'Summer Shoes/Ä & B.png',
        bytes: 1,
        fingerprint: asset.fingerprint,
        format: 'jpeg',
        resourceType: 'image',
        to: 'shop/Summer_Shoes/A_and_B',
        onExisting: 'skip',
      },
    });
  });

  test('empty files, other content and oddities are said, each with its reason', async () => {
    const assets = [
      source.put('a/e.jpg', ''),
      source.put('a/readme.txt', 'x', 'other'),
      source.put('a/film.mp4', 'x', 'video'),
    ];
    const oddities: Oddity[] = [
      { path: 'a/loop', bytes: 0, verdict: 'skipped', reason: 'a loop of links' },
      { path: 'locked.jpg', bytes: 0, verdict: 'failed', reason: 'may not be opened' },
    ];
    expect(await plan(assets, {}, oddities)).toEqual({
      'a/e.jpg': 'skipped: empty file',
      'a/readme.txt': 'skipped: not an image (plain text)',
      'a/film.mp4': 'skipped: not an image (mp4)',
      'a/loop': 'skipped: a loop of links',
      'locked.jpg': 'failed: InvalidAsset: may not be opened',
    });
    expect(await plan(assets.slice(1), { resourceType: 'video' })).toEqual({
      'a/readme.txt': 'skipped: not a video (plain text)',
      'a/film.mp4': 'a/film',
    });
  });

  test('types that keep it have their extension, cut or marked names too', async () => {
    const assets = [
      source.put('d/price list.pdf', 'x', 'other'),
      source.put('d/price_list.pdf', 'y', 'other'),
      source.put('d/i.jpg', 'z'),
    ];
    expect(await plan(assets, { resourceType: 'auto' })).toEqual({
      'd/price list.pdf': 'd/price_list.pdf',
      'd/price_list.pdf': 'd/price_list_2.pdf',
      'd/i.jpg': 'd/i',
    });
  });
});

describe('names', () => {
  const clash = () => ['a.jpg', 'a.png', 'a_2.jpg', 'A b.jpg', 'A_b.jpg'].map((path) => source.put(path, path));

  test('two assets that would get one name are kept apart, the same way in any order and in a later job', async () => {
    const first = await plan(clash());
    expect(first).toEqual({ 'a.jpg': 'a', 'a.png': 'a_3', 'a_2.jpg': 'a_2', 'A b.jpg': 'A_b', 'A_b.jpg': 'A_b_2' });
    expect(await plan(clash().reverse())).toEqual(first);
    expect(await plan(clash().slice(1, 2))).toEqual({ 'a.png': 'a_3' });
  });

  test('or the second of them fails and says whose name it is', async () => {
    expect(await plan(clash().slice(0, 2), { onCollision: 'fail' })).toEqual({
      'a.jpg': 'a',
      'a.png':
        'failed: Conflict: The name a belongs to memory:/photos/a.jpg. Rename one of them, or use --on-collision suffix.',
    });
  });

  test('with a random part: six characters, once, before the extension of raw names', async () => {
    const assets = [source.put('x/a.jpg', 'x'), source.put('x/b.pdf', 'y', 'other')];
    const input = { uniqueFilename: true, resourceType: 'auto' };
    const first = await plan(assets, input);
    expect(first['x/a.jpg']).toMatch(/^x\/a_[0-9a-z]{6}$/);
    expect(first['x/b.pdf']).toMatch(/^x\/b_[0-9a-z]{6}\.pdf$/);
    expect(await plan(assets, input)).toEqual(first);
  });

  test('made by ferry: nothing of the source’s name, its folder kept, the same for ever', async () => {
    const assets = [source.put('x/y/a.jpg', 'x'), source.put('b.pdf', 'y', 'other')];
    const input = { useFilename: false, folder: 'shop', resourceType: 'auto' };
    const first = await plan(assets, input);
    expect(first['x/y/a.jpg']).toMatch(/^shop\/x\/y\/[0-9a-f]{20}$/);
    expect(first['b.pdf']).toMatch(/^shop\/[0-9a-f]{20}\.pdf$/);
    expect(await plan(assets, input)).toEqual(first);
  });

  test('of 300 characters, or with a random part at the limit, stay within the limit', async () => {
    const assets = [source.put(`${'x'.repeat(300)}1.jpg`, 'x'), source.put(`${'x'.repeat(300)}2.jpg`, 'y')];
    for (const input of [{}, { uniqueFilename: true }, { useFilename: false, folder: 'f'.repeat(250) }]) {
      const names = Object.values(await plan(assets, input));
      expect(new Set(names).size).toBe(2);
      for (const name of names) expect(name.length).toBeLessThanOrEqual(255);
    }
  });
});

describe('what is at the destination already', () => {
  const record = () => state.inventory.record(destination.scope, destination.stored);

  test('the same content is skipped, and read at most once ever', async () => {
    const asset = source.put('a.jpg', 'hello');
    destination.store('a', 'hello');
    await record();
    for (const onExisting of ['skip', 'overwrite', 'rename']) {
      const [item] = await planner({ onExisting }).plan({ folder: '', entries: [asset], oddities: [] }, options);
      expect(item).toMatchObject({ status: 'skipped', reason: alreadyThere, result: { publicId: 'a' } });
    }
    expect(source.reads).toBe(1);
  });

  test('a checksum that the source knows costs no reading', async () => {
    destination.store('known', 'hello');
    await record();
    const asset = source.put('known.jpg', 'hello', 'image', { md5: md5('hello') });
    expect(await plan([asset])).toEqual({ 'known.jpg': `skipped: ${alreadyThere}` });
    expect(source.reads).toBe(0);
  });

  test('another length cannot be the same content and is not read', async () => {
    destination.store('a', 'longer than ours');
    await record();
    expect(await plan([source.put('a.jpg', 'other length')])).toEqual({ 'a.jpg': `skipped: ${otherContentThere}` });
    expect(source.reads).toBe(0);
  });

  test.each([
    ['overwrite', { differs: true, onExisting: 'overwrite', to: 'a' }],
    ['rename', { differs: true, onExisting: 'rename', to: 'a', renaming: { wished: 'a' } }],
  ])('other content: %s is passed on to the one who does it', async (onExisting, operation) => {
    destination.store('a', 'there');
    await record();
    const [item] = await planner({ onExisting }).plan(
      { folder: '', entries: [source.put('a.jpg', 'ours!')], oddities: [] },
      options,
    );
    expect(item).toMatchObject({ status: 'planned', operation });
  });

  test('content that was stored shrunk is known again, until it is changed on either side', async () => {
    const asset = source.put('big.jpg', 'a big image');
    await plan([asset]);
    await state.names.recordStored(destination.scope, 'big', md5('a big image'), 'etag-of-the-small-one');
    destination.store('big', 'small', 'image', 'etag-of-the-small-one');
    await record();
    expect(await plan([asset])).toEqual({ 'big.jpg': `skipped: ${alreadyThere}` });

    const changed = source.put('big.jpg', 'another big image');
    expect(await plan([changed], { onExisting: 'overwrite' })).toEqual({ 'big.jpg': 'big' });

    destination.stored.length = 0;
    destination.store('big', 'small', 'image', 'somebody else changed it');
    await record();
    expect(await plan([asset], { onExisting: 'overwrite' })).toEqual({ 'big.jpg': 'big' });
  });

  test('the same name under another resource type is another place', async () => {
    destination.store('a', 'a film', 'video');
    await record();
    expect(await plan([source.put('a.jpg', 'ours')])).toEqual({ 'a.jpg': 'a' });
  });
});

describe('a dry run', () => {
  async function dry(input: Record<string, unknown>): Promise<PlannedItem[]> {
    const { names, inventory, checksums } = state;
    const ports = { source, destination, names: new DryNames(names), inventory, checksums };
    const spec = specOf(input);
    const planned: PlannedItem[] = [];
    for await (const item of dryRun(spec, new TransferJobPlanner(spec, ports), options)) planned.push(item);
    return planned;
  }

  async function real(input: Record<string, unknown>): Promise<PlannedItem[]> {
    const planned: PlannedItem[] = [];
    for (const folder of (await source.folders()).entries) {
      let cursor: string | undefined;
      do {
        const page = await source.list({ folder, cursor, limit: specOf(input).pageSize });
        planned.push(...(await planner(input).plan({ ...page, folder: folder.path }, options)));
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    return planned;
  }

  test.each([
    [{ folder: 'shop', pageSize: 3 }],
    [{ folder: 'shop', pageSize: 3, onCollision: 'fail' }],
    [{ folder: 'shop', pageSize: 500, onExisting: 'overwrite', resourceType: 'auto' }],
    [{ folder: 'shop', pageSize: 2, onExisting: 'rename' }],
  ])('shows what the run then does, and takes no name: %j', async (input) => {
    for (const path of [
      'a.jpg',
      'a.png',
      'a_2.jpg',
      'a.gif',
      'sub/b c.jpg',
      'sub/b_c.jpg',
      'sub/same.jpg',
      'sub/other.jpg',
    ]) {
      source.put(path, `text of ${path}`);
    }
    source.put('empty.jpg', '');
    source.put('sub/note.txt', 'x', 'other');
    source.oddities.push({ path: 'sub/loop', bytes: 0, verdict: 'skipped', reason: 'a loop of links' });
    destination.store('shop/sub/same', 'text of sub/same.jpg');
    destination.store('shop/sub/other', 'text of sub/OTHER.jpg');
    destination.store('elsewhere', 'x');

    const shown = await dry(input);
    expect(await state.names.ownerOf(destination.scope, 'shop/a')).toBeUndefined();
    expect(await dry(input)).toEqual(shown);
    expect(shown).toHaveLength(11);
    expect(new Set(shown.map(({ status }) => status)).size).toBeGreaterThan(1);
    expect(await real(input)).toEqual(shown);
    expect(await state.names.ownerOf(destination.scope, 'shop/a')).toContain('/photos/a.gif');
  });
});
