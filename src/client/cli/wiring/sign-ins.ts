import { dropboxSignIn } from '../../../providers/dropbox/sign-in';
import { flickrSignIn } from '../../../providers/flickr/sign-in';
import { googleSignIn } from '../../../providers/google-drive/sign-in';
import type { SignIn } from '../../../providers/sign-in';
import { loadSettings } from '../../../settings';
import type { SignInPort } from '../../auth/sign-in-port';
import { asCommandError } from './provider-failure';

/** Longer than this no service takes to answer a sign-in. */
const timeoutMs = 30_000;

/** Services a person can sign in to. */
export const signIns: readonly SignInPort[] = [googleSignIn, dropboxSignIn, flickrSignIn].map(toPort);

function toPort(signIn: SignIn): SignInPort {
  const { name, loopbackPort, showsCode, takenBackAt } = signIn;
  const settingFor = (profile?: string) => {
    const settings = loadSettings();
    return (key: string): string | undefined => settings.setting(key, profile) ?? settings.setting(key);
  };
  const options = () => ({ signal: AbortSignal.timeout(timeoutMs) });
  return {
    name,
    loopbackPort,
    showsCode,
    takenBackAt,
    begin: async ({ access, redirectUri, profile }) => {
      const request = { setting: settingFor(profile), access, redirectUri };
      const step = await signIn.begin(request, options()).catch(rethrow);
      return { ...step, finish: (code) => step.finish(code, options()).catch(rethrow) };
    },
    whoIs: (credentials, profile) => signIn.whoIs(credentials, settingFor(profile), options()),
    revoke: (credentials, profile) => signIn.revoke(credentials, settingFor(profile), options()),
  };
}

function rethrow(error: unknown): never {
  throw asCommandError(error);
}
