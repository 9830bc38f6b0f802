import { randomBytes } from 'node:crypto';
import { CodeChallengeMethod } from 'google-auth-library';
import type { CallOptions, ProviderContext } from '../provider';
import { ProviderError } from '../provider-error';
import type { Access, SignIn, SignInStep } from '../sign-in';
import { programClient, transporterTo } from './authorize';
import { callErrorOf } from './call-error';
import { classifyGoogleDrive } from './classify';
import { DriveClient, readScope, writeScope } from './client';
import { driveOwner } from './health';
import { readAuthorizedUser, readGoogleProgram, whoOf, type GoogleCredentials } from './settings';

const scopes: Record<Access, string> = { read: readScope, write: writeScope, delete: writeScope };

type Setting = ProviderContext['setting'];

/** Signing in to Google as a person (Google, "OAuth 2.0 for Mobile & Desktop Apps"). */
export const googleSignIn: SignIn = {
  name: 'google',
  // Google ended its page with a code to copy: the browser's last address is pasted instead.
  showsCode: false,

  async begin({ setting, access, redirectUri = '' }): Promise<SignInStep> {
    const program = readGoogleProgram(setting);
    if (!program.ok) throw new ProviderError('AuthFailed', program.problems.join(' '), { service: 'Google' });
    const apiUrl = setting('GOOGLE_API_URL');
    const client = programClient(program.settings, apiUrl, redirectUri);
    const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
    const state = randomBytes(16).toString('base64url');
    const url = client.generateAuthUrl({
      scope: scopes[access],
      state,
      // A refresh token comes with the first consent only, unless it is asked for again.
      access_type: 'offline',
      prompt: 'consent',
      code_challenge_method: CodeChallengeMethod.S256,
      code_challenge: codeChallenge,
    });
    return {
      url: apiUrl === undefined ? url : url.replace(/^https:\/\/accounts\.google\.com/, apiUrl),
      state,
      async finish(code, options) {
        const { clientId, clientSecret } = program.settings;
        const { tokens } = await client.getToken({ code, codeVerifier }).catch((error: unknown) => {
          throw classifyGoogleDrive(callErrorOf(error), { who: 'this sign-in' });
        });
        const refreshToken = tokens.refresh_token;
        if (typeof refreshToken !== 'string') {
          throw new ProviderError(
            'AuthFailed',
            'Google gave no refresh token. Take the consent back in your Google account, then sign in again.',
          );
        }
        const who = await owner({ kind: 'user', clientId, clientSecret, refreshToken }, setting, options);
        const kept = {
          type: 'authorized_user',
          client_id: clientId,
          client_secret: clientSecret,
          refresh_token: refreshToken,
          scopes: tokens.scope ?? scopes[access],
          who,
        };
        return { credentials: `${JSON.stringify(kept, null, 2)}\n`, who };
      },
    };
  },

  whoIs: (credentials, setting, options) => owner(readAuthorizedUser(credentials), setting, options),

  async revoke(credentials, setting, { signal }) {
    const { refreshToken } = readAuthorizedUser(credentials);
    const body = new URLSearchParams({ token: refreshToken }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const transporter = transporterTo(setting('GOOGLE_API_URL'));
    const url = 'https://oauth2.googleapis.com/revoke';
    await transporter
      .request({ url, method: 'POST', headers, data: body, signal, retry: false })
      .catch((error: unknown) => {
        throw classifyGoogleDrive(callErrorOf(error), { who: 'this sign-in' });
      });
  },
};

async function owner(credentials: GoogleCredentials, setting: Setting, { signal }: CallOptions): Promise<string> {
  const who = whoOf(credentials);
  const client = new DriveClient({ credentials, who, apiUrl: setting('GOOGLE_API_URL') }, readScope);
  try {
    return (await driveOwner(client, signal)).name;
  } catch (error) {
    throw classifyGoogleDrive(error, { who });
  }
}
