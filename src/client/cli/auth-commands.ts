import type { Command } from 'commander';
import { createInterface } from 'node:readline';
import { codeOf, listenForCode, SignInRefusedError, type Loopback } from '../auth/loopback';
import { CredentialFiles } from '../auth/credential-files';
import type { Access, PendingSignIn, SignInPort } from '../auth/sign-in-port';
import { errorFacts } from '../../core/error-facts';
import { loadSettings } from '../../settings';
import { CommandError, exitCodes } from './exit-codes';
import { talk } from './talk';

interface LoginOptions {
  access: string;
  paste?: boolean;
  profile?: string;
}

/** Somebody who has not said yes by then has gone for lunch. */
const patienceMs = 15 * 60_000;

/** Adds `ferry auth login|status|logout`: consent of a person, kept in a file only that person can read. */
export function addAuthCommands(program: Command, signIns: readonly SignInPort[]): void {
  const auth = program.command('auth').description('sign in to services that ask a person');
  const names = signIns.map(({ name }) => name).join(' or ');

  auth
    .command('login <service>')
    .description(`sign in to ${names}`)
    .option(
      '--access <access>',
      'read: to copy from it; write: to copy to it; delete: to delete there too (flickr)',
      'read',
    )
    .option('--paste', 'for a machine without a browser: paste what the browser shows elsewhere')
    .option('--profile <name>', 'keep it for this credentials profile')
    .addHelpText(
      'after',
      '\nExamples:\n  ferry auth login google\n  ferry auth login dropbox --access write\n  ferry auth login flickr --access delete',
    )
    .action(async (service: string, options: LoginOptions) => {
      const signIn = named(signIns, service);
      const access = accessOf(options.access);
      const { credentials, who } = await login(signIn, access, options);
      const files = filesFor(options.profile);
      await files.write(signIn.name, credentials);
      talk.say(`Signed in to ${signIn.name} as ${who}. Kept in ${files.pathOf(signIn.name)}, which only you can read.`);
    });

  auth
    .command('status')
    .description('who is signed in where, and whether it still works')
    .option('--profile <name>', 'of this credentials profile')
    .option('--json', 'print JSON, a service a line')
    .action(async ({ profile, json }: { profile?: string; json?: boolean }) => {
      for (const signIn of signIns) {
        const found = await statusOf(signIn, profile);
        if (found.state === 'broken') process.exitCode = exitCodes.credentials;
        talk.data(json === true ? JSON.stringify(found) : `${found.service}: ${found.words}`);
      }
    });

  auth
    .command('logout <service>')
    .description('take the consent back and forget it')
    .option('--profile <name>', 'of this credentials profile')
    .action(async (service: string, { profile }: { profile?: string }) => {
      const signIn = named(signIns, service);
      const files = filesFor(profile);
      const credentials = await files.read(signIn.name);
      if (credentials === undefined) return talk.say(`Nobody is signed in to ${signIn.name}.`);
      const refusal = await signIn.revoke(credentials, profile).then(
        () => undefined,
        (error: unknown) => errorFacts(error).message,
      );
      await files.remove(signIn.name);
      if (signIn.takenBackAt !== undefined) {
        return talk.say(
          `Forgotten here. ${signIn.name} lets no program take a consent back: do that at ${signIn.takenBackAt}`,
        );
      }
      talk.say(
        refusal === undefined
          ? `Signed out of ${signIn.name}.`
          : `Forgotten here, but ${signIn.name} could not be told (${refusal}). Take the consent back in your account there.`,
      );
    });
}

function filesFor(profile: string | undefined): CredentialFiles {
  return new CredentialFiles(loadSettings().setting('FERRY_CREDENTIALS_DIR', profile) ?? '');
}

function named(signIns: readonly SignInPort[], service: string): SignInPort {
  const found = signIns.find(({ name }) => name === service);
  if (found !== undefined) return found;
  const known = signIns.map(({ name }) => name).join(', ');
  throw new CommandError(`There is no sign-in for "${service}". There are: ${known}.`, exitCodes.usage);
}

function accessOf(text: string): Access {
  if (text === 'read' || text === 'write' || text === 'delete') return text;
  throw new CommandError(`--access must be read or write, or delete for flickr, not "${text}".`, exitCodes.usage);
}

/** Sends the person to the service and waits for the code: from the browser, or pasted. */
async function login(signIn: SignInPort, access: Access, { paste, profile }: LoginOptions) {
  const loopback = paste === true ? undefined : await listen(signIn);
  try {
    const fallback = signIn.showsCode ? undefined : 'http://127.0.0.1:8763/';
    const step = await signIn.begin({ access, profile, redirectUri: loopback?.redirectUri ?? fallback });
    talk.say(`Open this address in a browser and say yes:\n\n  ${step.url}\n`);
    const code = await codeFrom(step, loopback);
    return await step.finish(code);
  } catch (error) {
    if (!(error instanceof SignInRefusedError)) throw error;
    throw new CommandError(`${signIn.name} did not let you in: ${error.message}.`, exitCodes.credentials);
  } finally {
    loopback?.close();
  }
}

async function listen({ name, loopbackPort }: SignInPort): Promise<Loopback> {
  return listenForCode(loopbackPort ?? 0).catch((error: unknown) => {
    const { code } = errorFacts(error);
    throw new CommandError(
      `Port ${loopbackPort ?? 0} of this machine is taken (${code ?? ''}). Use: ferry auth login ${name} --paste`,
      exitCodes.failed,
    );
  });
}

async function codeFrom(step: PendingSignIn, loopback: Loopback | undefined): Promise<string> {
  const given = new AbortController();
  const timeout = AbortSignal.timeout(patienceMs);
  const tooLate = new Promise<never>((_resolve, reject) => {
    timeout.addEventListener('abort', () =>
      reject(new CommandError('Nobody said yes within 15 minutes. Start again.', exitCodes.credentials)),
    );
  });
  const mayPaste = loopback === undefined || process.stdin.isTTY;
  try {
    return await Promise.race([
      tooLate,
      ...(loopback === undefined ? [] : [loopback.code(step.state, step.cameBackIn)]),
      ...(mayPaste ? [pastedCode(step, given.signal)] : []),
    ]);
  } finally {
    given.abort();
  }
}

/** Takes the code, or the address the browser ended at, from the terminal. */
function pastedCode({ state, cameBackIn }: PendingSignIn, signal: AbortSignal): Promise<string> {
  talk.say('Or paste the code, or the address the browser ended at, and press Enter:');
  const lines = createInterface({ input: process.stdin, signal });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const text = line.trim();
      if (text === '') return;
      try {
        const code = URL.canParse(text) ? codeOf(new URL(text), state, cameBackIn) : text;
        if (code === undefined) talk.say('That address belongs to another sign-in. Paste the one of this sign-in.');
        else resolve(code);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    lines.once('close', () => {
      if (!signal.aborted) reject(new CommandError('Nothing was pasted.', exitCodes.credentials));
    });
  });
}

interface Status {
  service: string;
  state: 'signed-in' | 'signed-out' | 'broken';
  words: string;
}

async function statusOf(signIn: SignInPort, profile: string | undefined): Promise<Status> {
  const service = signIn.name;
  const credentials = await filesFor(profile).read(service);
  if (credentials === undefined) {
    return { service, state: 'signed-out', words: `nobody is signed in; ferry auth login ${service}` };
  }
  return signIn.whoIs(credentials, profile).then(
    (who): Status => ({ service, state: 'signed-in', words: `signed in as ${who}` }),
    (error: unknown): Status => ({ service, state: 'broken', words: errorFacts(error).message }),
  );
}
