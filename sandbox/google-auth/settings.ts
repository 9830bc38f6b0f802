import { z } from 'zod';

/** What can be set of sign-in, beside the settings of the service that is signed in to. */
export const authSettings = {
  /** Life of an access token that is given from now on, in seconds and in calls. */
  tokenSeconds: z.int().min(0),
  tokenCalls: z.int().min(0).nullable(),
  /** What `expires_in` says, where that is not the truth; null: the truth. */
  statedTokenSeconds: z.int().min(0).nullable(),
  /** The person says no. */
  denyConsent: z.boolean(),
};

/** What can be done to tokens that were given. */
export const authActions = {
  /** Every access token that was given has expired. */
  expireTokens: z.boolean(),
  /** The person takes the consent back: refresh tokens are `invalid_grant`. */
  revokeConsent: z.boolean(),
};

export type AuthSettings = z.infer<z.ZodObject<typeof authSettings>>;

export function defaultAuthSettings(): AuthSettings {
  return { tokenSeconds: 3599, tokenCalls: null, statedTokenSeconds: null, denyConsent: false };
}
