import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { errorFacts } from '../../core/error-facts';
import { CredentialFiles } from '../auth/credential-files';
import { InputCopies } from '../../tables/input-copies';
import { createRestApp } from '../rest/app';
import { CommandError, exitCodes } from './exit-codes';
import { parseNumber } from './parse-number';
import { withTemporal, type Running } from './runtime';
import { talk } from './talk';

const defaultPort = 4020;
const shortestToken = 16;

/** Adds `ferry serve`: the REST door, with a worker beside it, until Ctrl-C. */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('see and steer jobs over HTTP, until Ctrl-C; runs a worker too')
    .option('--port <n>', `port (default ${defaultPort}; 0: any that is free)`, parseNumber)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addHelpText(
      'after',
      '\nExamples:\n  ferry serve\n  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:4020/jobs',
    )
    .action(({ port = defaultPort, host }: { port?: number; host: string }) =>
      withTemporal({ needsWorker: true }, async (running) => {
        const { jobs, state, settings } = running;
        const app = createRestApp({
          jobs,
          state,
          report: { state, copies: new InputCopies(settings.inputsDir), safeCells: settings.safeCells },
          who: `${settings.user} over REST`,
          token: await tokenOf(running),
          log: (error) => talk.say(errorFacts(error).message),
        });
        const server = app.listen(port, host);
        await listening(server, { port, host });
        const address = server.address();
        const bound = typeof address === 'object' && address !== null ? address.port : port;
        talk.data(JSON.stringify({ ready: true, url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}` }));
        await new Promise<void>((resolve) => {
          process.once('SIGINT', () => resolve());
          process.once('SIGTERM', () => resolve());
        });
        server.close();
        server.closeAllConnections();
      }),
    );
}

async function listening(server: Server, { port, host }: { port: number; host: string }): Promise<void> {
  await once(server, 'listening').catch((error: unknown) => {
    throw new CommandError(
      `${host}:${port} cannot be listened on (${errorFacts(error).code ?? ''}). Name another port: --port`,
      exitCodes.failed,
    );
  });
}

/** The token of the settings, or one that is made once and kept in a file only its owner can read. */
async function tokenOf({ settings }: Running): Promise<string> {
  const given = settings.setting('FERRY_API_TOKEN');
  if (given !== undefined) {
    if (given.length >= shortestToken) return given;
    throw new CommandError(`FERRY_API_TOKEN must have ${shortestToken} characters or more.`, exitCodes.usage);
  }
  const files = new CredentialFiles(settings.setting('FERRY_CREDENTIALS_DIR') ?? join(settings.home, 'credentials'));
  const kept = await files.read('api-token');
  const token = kept?.trim() ?? randomBytes(24).toString('base64url');
  if (kept === undefined) await files.write('api-token', `${token}\n`);
  talk.say(`The token is in ${files.pathOf('api-token')}, which only you can read. FERRY_API_TOKEN sets another.`);
  return token;
}
