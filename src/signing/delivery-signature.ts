import { createHash } from 'node:crypto';
import type { DeliverySigner } from '../core/delivery-url';

/** Signs delivery URLs with an account's API secret, which stays in here. */
export function deliverySigner({ apiSecret }: { apiSecret: string }): DeliverySigner {
  return ({ text, algorithm }) =>
    createHash(algorithm)
      .update(text + apiSecret)
      .digest('base64url');
}
