import { consequenceOf } from '../core/failure';
import type { ReadFailure } from './failures';
import type { Obstacle } from './messages';

/** What of an operation's failure concerns more than its asset; `undefined`: it is the asset's own. */
export function obstacleOf({ kind, message, details }: ReadFailure): Obstacle | undefined {
  const { stops } = consequenceOf(kind);
  switch (stops) {
    case 'quota':
      return {
        kind: 'limit',
        quota: details.quota ?? 'unknown',
        resetAt: details.resetAt,
        slowDown: details.slowDown === true,
        reason: `${details.service ?? 'Service'} limit`,
      };
    case 'job':
      return { kind: 'need', need: { kind, message, since: new Date().toISOString() } };
    case 'asset':
      return undefined;
  }
}

/** The same for listing and planning, where there is no asset to blame: what does not answer is out. */
export function planningObstacleOf(failure: ReadFailure): Obstacle | undefined {
  if (failure.kind !== 'Transient') return obstacleOf(failure);
  const service = failure.details.service ?? 'a service';
  return { kind: 'outage', service, message: failure.message };
}
