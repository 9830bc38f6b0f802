import { createHash } from 'node:crypto';
import type { Account } from '../account';
import type { Params } from '../params';

const patienceMs = 10_000;

/**
 * Posts a webhook to `notification_url`, signed over body, timestamp and secret (Cloudinary documentation, notification
 * signatures). Nobody waits for it.
 */
export function notify(account: Account, params: Params, payload: Record<string, unknown>): void {
  for (const url of (params.text('notification_url') ?? '').split('\n').filter(Boolean)) {
    account.inBackground(post(account, url.trim(), payload));
  }
}

async function post(account: Account, url: string, payload: Record<string, unknown>): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({ timestamp: new Date().toISOString(), request_id: account.newId(), ...payload });
  const algorithm = account.settings.signatureAlgorithm ?? 'sha1';
  const signature = createHash(algorithm)
    .update(body + timestamp + account.apiSecret)
    .digest('hex');
  await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Cld-Timestamp': String(timestamp),
      'X-Cld-Signature': signature,
    },
    body,
    signal: AbortSignal.timeout(patienceMs),
  });
}
