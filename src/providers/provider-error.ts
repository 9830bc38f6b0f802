import type { FailureDetails, FailureKind } from '../core/failure';

/**
 * What went wrong with a service, in ferry's own kinds. It has no `cause` on purpose: a cause would be serialised into
 * the workflow history, and some SDK rejections carry credentials (cloudinary's has `auth: "key:secret"`).
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly details: FailureDetails = {},
  ) {
    super(message);
  }
}
