import { acquireServer, type AcquiredServer, type AcquireServer } from './acquire-server';
import { EmbeddedServerError } from './embedded-server-error';
import { findTemporalCli, type CliSearch } from './find-temporal-cli';
import { untilServerReady } from './server-ready';

/** Which Temporal server a command is to use. */
export interface EnsureTemporal extends Omit<AcquireServer, 'cliPath'> {
  /** `TEMPORAL_ADDRESS`: a server that runs elsewhere. Nothing is started then. */
  address?: string | undefined;
  /** The namespace at that address; the embedded server has `default`. */
  namespace?: string | undefined;
  /** Whether the address is reached without TLS and API key, so that we can knock here and now. */
  isPlain?: boolean | undefined;
  /** How long to wait for an answer from there; 10 s when absent. */
  answersWithinMs?: number | undefined;
  /** Where to look for the Temporal CLI when a server has to be started. */
  cli: Omit<CliSearch, 'say'>;
}

/**
 * A Temporal server to work with: the one named by an address, else the embedded one of the state folder, which is
 * started when it does not run. Says which.
 *
 * @throws EmbeddedServerError when it does not answer or cannot be started, with what to do
 */
export async function ensureTemporal(wanted: EnsureTemporal): Promise<AcquiredServer> {
  const { address, namespace = 'default', isPlain = true, answersWithinMs = 10_000, cli, say } = wanted;
  if (address === undefined || address === '') {
    const server = await acquireServer({ ...wanted, cliPath: () => findTemporalCli({ ...cli, say }) });
    const ui = server.uiUrl === undefined ? '' : `, Web UI ${server.uiUrl}`;
    say(`Temporal: embedded, ${server.address}${ui}`);
    return server;
  }
  say(`Temporal: ${address}, namespace ${namespace} (TEMPORAL_ADDRESS)`);
  if (isPlain) await knock(address, namespace, answersWithinMs);
  return { address, namespace, uiUrl: undefined, release: () => Promise.resolve() };
}

async function knock(address: string, namespace: string, withinMs: number): Promise<void> {
  try {
    await untilServerReady({ address, namespace, withinMs });
  } catch (error) {
    throw new EmbeddedServerError(
      `${error instanceof Error ? error.message : String(error)} Correct TEMPORAL_ADDRESS or TEMPORAL_NAMESPACE, ` +
        'start that server, or unset TEMPORAL_ADDRESS to let ferry start one.',
    );
  }
}
