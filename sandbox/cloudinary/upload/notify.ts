import { createHash } from 'node:crypto';
import type { Account } from '../account';
import type { Params } from '../params';

const patienceMs = 10_000;

/** Posts a webhook to the `notification_url` of a call, if it has one. */
export function notify(account: Account, params: Params, payload: Record<string, unknown>): void {
  notifyAt(account, params.text('notification_url'), payload);
}

/**
 * Posts a webhook to the URLs given, one a line, signed over body, timestamp and secret (Cloudinary documentation,
 * notification signatures). Nobody waits for it.
 */
export function notifyAt(account: Account, urls: string | undefined, payload: Record<string, unknown>): void {
  for (const url of (urls ?? '').split('\n').filter(Boolean)) {
    account.inBackground((signal) => post(account, url.trim(), payload, signal));
  }
}

async function post(
  account: Account,
  url: string,
  payload: Record<string, unknown>,
  closing: AbortSignal,
): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({ timestamp: new Date().toISOString(), request_id: account.newId(), ...payload });
  const algorithm = account.settings.signatureAlgorithm ?? 'sha1';
  const signature = createHash(algorithm).update(`${body}${timestamp}${account.apiSecret}`).digest('hex');
  await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Cld-Timestamp': String(timestamp),
      'X-Cld-Signature': signature,
    },
    body,
    signal: AbortSignal.any([closing, AbortSignal.timeout(patienceMs)]),
  });
}
