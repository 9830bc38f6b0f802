import { errorFacts } from '../../core/error-facts';
import type { FailureDetails, FailureKind } from '../../core/failure';
import { reachWords, type Reach, type ReachCategory } from '../../core/reach';
import { redactedUrl } from '../../core/redact';
import { ProviderError } from '../provider-error';
import { reachOfFailure } from './judge';
import { webFailureOf } from './web-failure';

interface Meaning {
  kind: FailureKind;
  /** What a person should do about it. */
  nextStep?: string;
}

const meanings: Record<Exclude<ReachCategory, 'ok'>, Meaning> = {
  missing: { kind: 'NotFound' },
  forbidden: {
    kind: 'InvalidAsset',
    nextStep: 'Use a URL that is open to everybody, a signed one that has not expired, or one with user and password.',
  },
  'rate-limited': { kind: 'RateLimited' },
  'server-error': { kind: 'Transient' },
  timeout: { kind: 'Transient' },
  dns: { kind: 'Transient' },
  unreachable: { kind: 'Transient' },
  'not-an-image': {
    kind: 'InvalidAsset',
    nextStep: 'Open the URL in a browser: it has to lead to the picture itself.',
  },
  empty: { kind: 'InvalidAsset' },
  redirects: { kind: 'InvalidAsset', nextStep: 'Use the URL that the redirects are meant to lead to.' },
  refused: { kind: 'InvalidAsset', nextStep: '--allow-private lets a job ask for URLs of private networks.' },
  'invalid-url': { kind: 'InvalidAsset', nextStep: 'Correct the URL.' },
  other: { kind: 'InvalidAsset' },
};

/**
 * A reach that is not `ok` as a failure of the asset behind the URL. A host that takes no more requests is a quota,
 * `http:<host>`, so that it holds up what is fetched from there and nothing else.
 */
export function providerErrorOfReach(reach: Reach & { category: keyof typeof meanings }, url: string): ProviderError {
  const { kind, nextStep } = meanings[reach.category];
  const details: FailureDetails = {
    atOrigin: true,
    ...(kind === 'RateLimited' && { quota: `http:${hostOf(url)}`, ...(reach.retryAt && { resetAt: reach.retryAt }) }),
    ...(nextStep !== undefined && { nextStep }),
  };
  const words = `${shown(url)} ${wordsFor(reach)}.`;
  return new ProviderError(kind, nextStep === undefined ? words : `${words} ${nextStep}`, details);
}

/**
 * What a request for a URL, or reading its answer, failed with. A `ProviderError` is left as it is; what is no failure of
 * the network is a fault of ours.
 */
export function providerErrorOf(error: unknown, url: string): ProviderError {
  if (error instanceof ProviderError) return error;
  const failure = webFailureOf(error, hostOf(url));
  const isOurs = failure !== error && failure.category === 'other' && errorFacts(error).code === undefined;
  if (isOurs) return new ProviderError('Unexpected', `${shown(url)} could not be asked for: ${failure.message}`);
  return providerErrorOfReach({ ...reachOfFailure(failure), category: failure.category }, url);
}

/** Host and port of a URL; the text itself where it is none. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return shown(url);
  }
}

/** A URL as a message shows it. */
export function shown(url: string): string {
  return redactedUrl(url).slice(0, 300);
}

function wordsFor(reach: Reach): string {
  if (reach.category === 'empty') return 'has no content';
  if (reach.category === 'not-an-image') {
    const type = reach.contentType ?? 'of no type';
    if (type === 'text/html') return `answers with a web page (${type}), not a picture`;
    return `answers with ${reach.reason ?? 'something else'} (${type}), not a picture`;
  }
  return `cannot be fetched: ${reachWords(reach)}`;
}
