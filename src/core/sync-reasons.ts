import type { SyncRules, Way } from './sync-decide';

/** What a photo that is left alone would have wanted brought to the other side. */
export interface LeftChange {
  /** The side that it is on, or was changed on. */
  side: 'local' | 'remote';
  what?: 'new' | 'edited' | 'unsure' | 'renamed' | 'moved';
  /** The other side had it once, and has it no more. */
  isGoneThere: boolean;
}

/** Why a change stays where it is: its direction is closed. */
export function whyLeft({ side, what = 'new', isGoneThere }: LeftChange, { service }: SyncRules): string {
  const here = side === 'local' ? 'here' : `on ${service}`;
  const there = side === 'local' ? `on ${service}` : 'here';
  const option = side === 'local' ? '--upload' : '--save';
  const brings = side === 'local' ? `brings it to ${service}` : 'brings it here';
  const done = what === 'unsure' ? 'perhaps edited' : what;
  if (isGoneThere) return `deleted ${there}, ${done} ${here} since; ${option} ${brings} again`;
  return `${done} ${here}; ${option} ${brings}`;
}

/** Why what one side has deleted is still on the other, by the side that it is on. */
export function whyNotDeleted(side: 'local' | 'remote', { service, upload, save, delete: isOn }: SyncRules): string {
  const isOpen = side === 'local' ? save : upload;
  const direction = side === 'local' ? '--save' : '--upload';
  const options = [...(isOn ? [] : ['--delete']), ...(isOpen ? [] : [direction])];
  const takes = options.length === 1 ? 'takes' : 'take';
  const words = options.join(' and ');
  if (side === 'local') return `deleted on ${service}, still here; ${words} ${takes} it away here`;
  return `deleted here, still on ${service}; ${words} ${takes} it away there`;
}

interface Refusal {
  isKnown: boolean;
  wish: 'keep-both' | Way;
}

/** Why nothing is done about two contents, and what would solve it. */
export function refused({ isKnown, wish }: Refusal, { service, upload, save, prefer }: SyncRules): string {
  const fact = isKnown
    ? `edited here and on ${service}`
    : `here and on ${service} under one name, with different contents`;
  if (wish !== 'keep-both') {
    const option = wish === 'to-remote' ? '--upload' : '--save';
    return `${fact}: --prefer ${prefer ?? ''} needs ${option} here. Add ${option}`;
  }
  const missing = [...(upload ? [] : ['--upload']), ...(save ? [] : ['--save'])].join(' and ');
  const choices = [...(upload ? ['--prefer local'] : []), ...(save ? ['--prefer remote'] : [])];
  return `${fact}. Add ${missing} to keep both${choices.map((choice) => `, or ${choice} to let one side win`).join('')}`;
}
