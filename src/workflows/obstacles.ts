import type { ReadFailure } from './failures';
import type { Obstacle } from './messages';

/** What of an operation's failure concerns more than its asset; `undefined`: it is the asset's own. */
export function obstacleOf({ kind, message, details }: ReadFailure): Obstacle | undefined {
  switch (kind) {
    case 'RateLimited':
      return {
        kind: 'limit',
        quota: details.quota ?? 'unknown',
        resetAt: details.resetAt,
        slowDown: details.slowDown === true,
        reason: `${details.service ?? 'Service'} limit`,
      };
    case 'AuthFailed':
    case 'QuotaExceeded':
      return { kind: 'need', need: { kind, message, since: new Date().toISOString() } };
    case 'Transient':
    case 'NotFound':
    case 'InvalidAsset':
    case 'Conflict':
    case 'Unexpected':
      return undefined;
  }
}

/** The same for listing and planning, where there is no asset to blame: what does not answer is out. */
export function planningObstacleOf(failure: ReadFailure): Obstacle | undefined {
  if (failure.kind !== 'Transient') return obstacleOf(failure);
  const service = failure.details.service ?? 'a service';
  return { kind: 'outage', service, message: failure.message, alive: false };
}
