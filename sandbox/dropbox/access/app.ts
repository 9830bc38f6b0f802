/** The app that clients are registered as (Dropbox App Console). */
export const app = { key: 'ferrysandboxapp', secret: 'ferry-sandbox-app-secret', id: 7_654_321 };

/** The consent that was given from the start. */
export const firstRefreshToken = 'ferry-sandbox-refresh-token-0000000000000000000000000000000000';

/** An access token that does not expire, for tests. */
export const longLivedToken = 'sl.ferry-sandbox-long-lived-token-00000000000000000000000000000';

/** Whose account it is (Dropbox API v2, `users/get_current_account`). */
export const person = {
  account_id: 'dbid:AAFerrySandboxAccount000000000000000000',
  name: {
    given_name: 'Ferry',
    surname: 'Sandbox',
    familiar_name: 'Ferry',
    display_name: 'Ferry Sandbox',
    abbreviated_name: 'FS',
  },
  email: 'ferry@sandbox.test',
  email_verified: true,
  disabled: false,
  country: 'DE',
  locale: 'en',
  referral_link: 'https://www.dropbox.com/referrals/ferry',
  is_paired: false,
  account_type: { '.tag': 'pro' },
  root_info: { '.tag': 'user', root_namespace_id: '100001', home_namespace_id: '100001' },
};

/** What an app may be allowed. */
export const scopes = [
  'account_info.read',
  'files.metadata.read',
  'files.metadata.write',
  'files.content.read',
  'files.content.write',
  'sharing.read',
  'sharing.write',
];
