import {
  decideSync,
  type SideState,
  type SyncCase,
  type SyncRules,
  type SyncVerdict,
} from '../../src/core/sync-decide';

const rules: SyncRules = { upload: true, save: true, delete: true, service: 'Flickr' };

type Word = 'absent' | keyof typeof states;

const states = {
  same: { content: 'same', place: 'same' },
  edited: { content: 'edited', place: 'same' },
  unsure: { content: 'unsure', place: 'same' },
  renamed: { content: 'same', place: 'renamed' },
  moved: { content: 'same', place: 'moved' },
  'edited+renamed': { content: 'edited', place: 'renamed' },
  'unsure+renamed': { content: 'unsure', place: 'renamed' },
} satisfies Record<string, SideState>;

function known(local: Word, remote: Word, more: Partial<SyncCase> = {}): SyncCase {
  const sides = { local: stateOf(local), remote: stateOf(remote) };
  return { isKnown: true, contents: contentsOf(sides), arePlacesEqual: false, ...sides, ...more };
}

function stateOf(word: Word): SideState | undefined {
  return word === 'absent' ? undefined : states[word];
}

/** What surveys find out about two contents when both were edited differently. */
function contentsOf({ local, remote }: { local?: SideState; remote?: SideState }): SyncCase['contents'] {
  if (remote?.content === 'unsure') return 'unknown';
  return local?.content === 'same' && remote?.content === 'same' ? 'equal' : 'different';
}

/** A verdict in short: `in-step`, `upload`, or which way content and place go. */
function short(verdict: SyncVerdict): string {
  if (verdict.kind !== 'change') return verdict.kind;
  const { content, place, isSure } = verdict;
  const parts = [
    ...(content === 'none' ? [] : [`${isSure ? '' : 'compare, then '}content ${content}`]),
    ...(place === 'none' ? [] : [`place ${place}`]),
  ];
  return parts.join(', ');
}

const decide = (photo: SyncCase, more: Partial<SyncRules> = {}) => short(decideSync(photo, { ...rules, ...more }));

/** Rows: this machine. Columns: the service. All directions open, deletions too, nobody preferred. */
const table: [local: Word, remote: Word, verdict: string][] = [
  ['same', 'same', 'in-step'],
  ['same', 'edited', 'content to-local'],
  ['same', 'unsure', 'compare, then content to-local'],
  ['same', 'renamed', 'place to-local'],
  ['same', 'moved', 'place to-local'],
  ['same', 'edited+renamed', 'content to-local, place to-local'],
  ['same', 'unsure+renamed', 'compare, then content to-local, place to-local'],
  ['same', 'absent', 'delete-local'],
  ['edited', 'same', 'content to-remote'],
  ['edited', 'edited', 'content keep-both'],
  ['edited', 'unsure', 'compare, then content keep-both'],
  ['edited', 'renamed', 'content to-remote, place to-local'],
  ['edited', 'moved', 'content to-remote, place to-local'],
  ['edited', 'edited+renamed', 'content keep-both'],
  ['edited', 'unsure+renamed', 'compare, then content keep-both'],
  ['edited', 'absent', 'upload'],
  ['renamed', 'same', 'place to-remote'],
  ['renamed', 'edited', 'content to-local, place to-remote'],
  ['renamed', 'unsure', 'compare, then content to-local, place to-remote'],
  ['renamed', 'renamed', 'place to-remote'],
  ['renamed', 'moved', 'place to-remote'],
  ['renamed', 'edited+renamed', 'content to-local, place to-remote'],
  ['renamed', 'absent', 'upload'],
  ['moved', 'same', 'place to-remote'],
  ['moved', 'edited', 'content to-local, place to-remote'],
  ['moved', 'renamed', 'place to-remote'],
  ['moved', 'moved', 'place to-remote'],
  ['moved', 'absent', 'upload'],
  ['edited+renamed', 'same', 'content to-remote, place to-remote'],
  ['edited+renamed', 'edited', 'content keep-both'],
  ['edited+renamed', 'unsure', 'compare, then content keep-both'],
  ['edited+renamed', 'renamed', 'content to-remote, place to-remote'],
  ['edited+renamed', 'moved', 'content to-remote, place to-remote'],
  ['edited+renamed', 'edited+renamed', 'content keep-both'],
  ['edited+renamed', 'absent', 'upload'],
  ['absent', 'same', 'delete-remote'],
  ['absent', 'edited', 'save'],
  ['absent', 'unsure', 'save'],
  ['absent', 'renamed', 'save'],
  ['absent', 'moved', 'save'],
  ['absent', 'edited+renamed', 'save'],
  ['absent', 'absent', 'forget'],
];

describe('a photo that was in step', () => {
  test.each(table)('%s here, %s there: %s', (local, remote, verdict) => {
    expect(decide(known(local, remote))).toBe(verdict);
  });

  test('edited to the same content on both sides is in step', () => {
    expect(decide(known('edited', 'edited', { contents: 'equal' }))).toBe('in-step');
    expect(decide(known('edited', 'edited+renamed', { contents: 'equal' }))).toBe('place to-local');
    expect(decide(known('edited+renamed', 'edited', { contents: 'equal' }))).toBe('place to-remote');
  });

  test('renamed to the same name on both sides is in step', () => {
    expect(decide(known('renamed', 'renamed', { arePlacesEqual: true }))).toBe('in-step');
    expect(decide(known('edited+renamed', 'renamed', { arePlacesEqual: true }))).toBe('content to-remote');
    expect(decide(known('renamed', 'edited+renamed', { arePlacesEqual: true }))).toBe('content to-local');
  });

  test.each<[prefer: SyncRules['prefer'], newer: SyncCase['newer'], verdict: string]>([
    ['local', 'remote', 'content to-remote'],
    ['remote', 'local', 'content to-local'],
    ['newer', 'local', 'content to-remote'],
    ['newer', 'remote', 'content to-local'],
    ['newer', undefined, 'content keep-both'],
    [undefined, 'local', 'content keep-both'],
  ])('edited on both sides, with --prefer %s and %s newer: %s', (prefer, newer, verdict) => {
    expect(decide(known('edited', 'edited', { newer }), { prefer })).toBe(verdict);
    expect(decide(known('edited', 'unsure', { newer }), { prefer })).toBe(`compare, then ${verdict}`);
  });

  test.each<[prefer: SyncRules['prefer'], verdict: string]>([
    ['local', 'place to-remote'],
    ['remote', 'place to-local'],
    ['newer', 'place to-remote'],
  ])('renamed on both sides, with --prefer %s: %s', (prefer, verdict) => {
    expect(decide(known('renamed', 'renamed'), { prefer })).toBe(verdict);
  });

  test('edited on one side is not a matter of preference', () => {
    expect(decide(known('edited', 'same'), { prefer: 'remote' })).toBe('content to-remote');
    expect(decide(known('same', 'edited'), { prefer: 'local' })).toBe('content to-local');
  });

  test('what one direction may do is done when the other is closed', () => {
    expect(decide(known('renamed', 'edited'), { upload: false })).toBe('content to-local');
    expect(decide(known('renamed', 'edited'), { save: false })).toBe('place to-remote');
    expect(decide(known('edited', 'renamed'), { save: false })).toBe('content to-remote');
    expect(decide(known('edited', 'renamed'), { upload: false })).toBe('place to-local');
  });
});

describe('a photo that nothing is known of', () => {
  const fresh = (local: boolean, remote: boolean, contents: SyncCase['contents'] = 'different'): SyncCase => ({
    isKnown: false,
    contents,
    arePlacesEqual: true,
    local: local ? states.same : undefined,
    remote: remote ? states.same : undefined,
  });

  test.each<[photo: SyncCase, verdict: string]>([
    [fresh(true, false), 'upload'],
    [fresh(false, true), 'save'],
    [fresh(true, true, 'equal'), 'in-step'],
    [fresh(true, true, 'different'), 'content keep-both'],
    [fresh(true, true, 'unknown'), 'compare, then content keep-both'],
  ])('case %#: %p is %s', (photo, verdict) => expect(decide(photo)).toBe(verdict));

  test('the same content under two names keeps both names', () => {
    expect(decide({ ...fresh(true, true, 'equal'), arePlacesEqual: false })).toBe('in-step');
  });

  test('--prefer lets one side win', () => {
    expect(decide(fresh(true, true), { prefer: 'local' })).toBe('content to-remote');
    expect(decide(fresh(true, true), { prefer: 'remote' })).toBe('content to-local');
    expect(decide(fresh(true, true, 'unknown'), { prefer: 'remote' })).toBe('compare, then content to-local');
  });
});

test('contents that cannot be told are compared, whatever may be done about them', () => {
  const unsure: SyncCase = { ...known('edited', 'unsure') };
  expect(decide(unsure, { save: false })).toBe('compare');
  expect(decide({ ...unsure, isKnown: false }, { upload: false })).toBe('compare');
});

describe('what is left alone says why', () => {
  const alone = (photo: SyncCase, more: Partial<SyncRules>): string => {
    const verdict = decideSync(photo, { ...rules, ...more });
    return 'reason' in verdict ? `${verdict.kind}: ${verdict.reason}` : verdict.kind;
  };
  const isNew = (side: 'local' | 'remote'): SyncCase => ({
    isKnown: false,
    contents: 'unknown',
    arePlacesEqual: false,
    [side]: states.same,
  });

  test.each<[photo: SyncCase, rules: Partial<SyncRules>, words: string]>([
    [isNew('local'), { upload: false }, 'left: new here; --upload brings it to Flickr'],
    [isNew('remote'), { save: false }, 'left: new on Flickr; --save brings it here'],
    [known('edited', 'same'), { upload: false }, 'left: edited here; --upload brings it to Flickr'],
    [known('same', 'edited'), { save: false }, 'left: edited on Flickr; --save brings it here'],
    [known('same', 'unsure'), { save: false }, 'left: perhaps edited on Flickr; --save brings it here'],
    [known('renamed', 'same'), { upload: false }, 'left: renamed here; --upload brings it to Flickr'],
    [known('same', 'moved'), { save: false }, 'left: moved on Flickr; --save brings it here'],
    [known('renamed', 'moved'), { upload: false }, 'left: renamed here; --upload brings it to Flickr'],
    [known('absent', 'same'), { delete: false }, 'left: deleted here, still on Flickr; --delete takes it away there'],
    [
      known('absent', 'same'),
      { delete: false, upload: false },
      'left: deleted here, still on Flickr; --delete and --upload take it away there',
    ],
    [known('absent', 'same'), { upload: false }, 'left: deleted here, still on Flickr; --upload takes it away there'],
    [known('same', 'absent'), { delete: false }, 'left: deleted on Flickr, still here; --delete takes it away here'],
    [known('same', 'absent'), { save: false }, 'left: deleted on Flickr, still here; --save takes it away here'],
    [
      known('absent', 'edited'),
      { save: false },
      'left: deleted here, edited on Flickr since; --save brings it here again',
    ],
    [
      known('renamed', 'absent'),
      { upload: false },
      'left: deleted on Flickr, renamed here since; --upload brings it to Flickr again',
    ],
    [
      known('edited', 'edited'),
      { save: false },
      'refused: edited here and on Flickr. Add --save to keep both, or --prefer local to let one side win',
    ],
    [
      known('edited', 'edited'),
      { upload: false },
      'refused: edited here and on Flickr. Add --upload to keep both, or --prefer remote to let one side win',
    ],
    [
      known('edited', 'edited'),
      { upload: false, prefer: 'local' },
      'refused: edited here and on Flickr: --prefer local needs --upload here. Add --upload',
    ],
    [
      { ...known('same', 'same'), isKnown: false, contents: 'different' },
      { save: false },
      'refused: here and on Flickr under one name, with different contents. Add --save to keep both, or --prefer local to let one side win',
    ],
  ])('case %#', (photo, more, words) => expect(alone(photo, more)).toBe(words));
});
