import type { NameWish, Reservation } from '../../src/state/names';
import { DryNames } from '../../src/state/dry-names';
import type { State } from '../../src/state/state';
import { describeOnEach } from './databases';

function wish(assetKey: string, wished: string, keepExtension = false): NameWish {
  return { assetKey, wished, keepExtension };
}

/** Names by asset, as plain data. */
async function namesOf(reserving: ReturnType<State['names']['reserve']>): Promise<Record<string, string>> {
  return Object.fromEntries([...(await reserving)].map(([asset, { name }]) => [asset, name]));
}

describeOnEach('names', (database) => {
  let one: State;
  let two: State;
  let scope: string;
  let count = 0;
  beforeAll(async () => {
    one = await database.connect();
    two = await database.connect();
  });
  beforeEach(() => (scope = `cloudinary:c${(count += 1)}`));

  const clash = [wish('a.jpg', 'a'), wish('a.png', 'a'), wish('a_2.jpg', 'a_2')];
  const apart = { 'a.jpg': 'a', 'a.png': 'a_3', 'a_2.jpg': 'a_2' };

  test('two assets that wish one name are kept apart, and a name of the same look is not taken from its owner', async () => {
    expect(await namesOf(one.names.reserve(scope, clash, 'suffix'))).toEqual(apart);
  });

  test('a retry, a later run and another order of listing find the same names', async () => {
    await one.names.reserve(scope, clash, 'suffix');
    expect(await namesOf(two.names.reserve(scope, [...clash].reverse(), 'suffix'))).toEqual(apart);
    expect(await namesOf(two.names.reserve(scope, [clash[1] ?? wish('', '')], 'fail'))).toEqual({ 'a.png': 'a_3' });
    expect(await namesOf(one.names.lookUp(scope, clash))).toEqual(apart);
  });

  test('an account of its own has names of its own', async () => {
    await one.names.reserve(scope, clash, 'suffix');
    expect(await namesOf(one.names.reserve(`${scope}-other`, [wish('z', 'a')], 'suffix'))).toEqual({ z: 'a' });
  });

  test('where no other name may be taken, who has it is said', async () => {
    const reserved = await one.names.reserve(scope, clash.slice(0, 2), 'fail');
    expect(reserved.get('a.jpg')).toEqual({ name: 'a' });
    expect(reserved.get('a.png')).toEqual({ name: 'a', takenBy: 'a.jpg' });
    expect(await one.names.ownerOf(scope, 'a')).toBe('a.jpg');
    expect(await one.names.ownerOf(scope, 'a_2')).toBeUndefined();
  });

  test('a random name that was given once stays', async () => {
    expect(await namesOf(one.names.reserve(scope, [wish('k', 'a_x1y2z3')], 'suffix'))).toEqual({ k: 'a_x1y2z3' });
    expect(await namesOf(two.names.reserve(scope, [wish('k', 'a_q7q7q7')], 'suffix'))).toEqual({ k: 'a_x1y2z3' });
  });

  test.each(['suffix', 'fail'] as const)(
    'an asset that another process names between looking and taking keeps that one name (%s)',
    async (onCollision) => {
      const reader = jest.spyOn(one.names, 'lookUp').mockImplementationOnce(async () => {
        await two.names.reserve(scope, [wish('k', 'a_first1')], onCollision);
        return new Map();
      });
      const reserved = await namesOf(one.names.reserve(scope, [wish('k', 'a_second')], onCollision));
      reader.mockRestore();
      expect(reserved).toEqual({ k: 'a_first1' });
      expect(await one.names.ownerOf(scope, 'a_second')).toBeUndefined();
    },
  );

  test('two processes at once take overlapping names in opposite orders: each asset one name, each name one asset', async () => {
    for (let round = 0; round < 10; round += 1) {
      const wishes = Array.from({ length: 400 }, (_, n) =>
        wish(`asset-${round}-${n}`, `name-${round}-${String(n % 150).padStart(3, '0')}`),
      );
      const run = (state: State, list: NameWish[]) => namesOf(state.names.reserve(scope, list, 'suffix'));
      const answers = await Promise.all([run(one, wishes), run(two, [...wishes].reverse())]);
      const names = await namesOf(one.names.lookUp(scope, wishes));
      expect(Object.keys(names)).toHaveLength(400);
      expect(new Set(Object.values(names)).size).toBe(400);
      for (const answer of answers) expect(answer).toEqual(names);
    }
  });

  test('an asset moves on to the next free name, once however often it is asked to', async () => {
    await one.names.reserve(scope, [wish('a', 'n'), wish('b', 'n_2')], 'suffix');
    await one.names.recordStored(scope, 'n', 'md5', 'etag');
    expect(await one.names.moveOn(scope, wish('a', 'n'), 'n')).toBe('n_3');
    expect(await two.names.moveOn(scope, wish('a', 'n'), 'n')).toBe('n_3');
    expect((await one.names.lookUp(scope, [wish('a', 'n')])).get('a')).toEqual({ name: 'n_3' });
    expect(await one.names.moveOn(scope, wish('a', 'n'), 'n_3')).toBe('n_4');
    expect(await one.names.ownerOf(scope, 'n')).toBeUndefined();
  });

  test('a raw name moves on before its extension', async () => {
    await one.names.reserve(scope, [wish('a', 'n.pdf', true)], 'suffix');
    expect(await one.names.moveOn(scope, wish('a', 'n.pdf', true), 'n.pdf')).toBe('n_2.pdf');
  });

  test('what was stored under a name is remembered with it', async () => {
    await one.names.reserve(scope, [wish('a', 'n')], 'suffix');
    await one.names.recordStored(scope, 'n', 'source-md5', 'stored-etag');
    expect((await two.names.reserve(scope, [wish('a', 'n')], 'suffix')).get('a')).toEqual({
      name: 'n',
      sourceMd5: 'source-md5',
      storedEtag: 'stored-etag',
    });
    await one.names.recordStored(scope, 'n', 'source-md5', undefined);
    expect((await two.names.lookUp(scope, [wish('a', 'n')])).get('a')?.storedEtag).toBeUndefined();
  });

  test.each(['suffix', 'fail'] as const)(
    'a dry run shows the names the run then takes, and takes none (%s)',
    async (mode) => {
      await one.names.reserve(scope, [wish('before', 'b')], 'suffix');
      const pages = [clash, [wish('b.jpg', 'b'), wish('a.gif', 'a')], [wish('before', 'b'), wish('a.webp', 'a_2')]];
      const dry = new DryNames(one.names);
      const shown: Map<string, Reservation>[] = [];
      for (const page of pages) shown.push(await dry.reserve(scope, page, mode));
      expect(await one.names.ownerOf(scope, 'a')).toBeUndefined();
      const taken: typeof shown = [];
      for (const page of pages) taken.push(await one.names.reserve(scope, page, mode));
      const plain = (maps: typeof shown) =>
        maps.map((map) => Object.fromEntries([...map].map(([key, { name, takenBy }]) => [key, { name, takenBy }])));
      expect(plain(shown)).toEqual(plain(taken));
    },
  );

  test('nothing wished, nothing done', async () => {
    expect(await one.names.reserve(scope, [], 'suffix')).toEqual(new Map());
  });
});
