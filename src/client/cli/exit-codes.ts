import { ZodError } from 'zod';
import { EmbeddedServerError } from '../../embedded/embedded-server-error';
import { WorkerProcessError } from '../../embedded/worker-process';
import { TableError } from '../../tables/table-error';
import { SettingsError } from '../../settings';
import { StateDatabaseError } from '../../state/database';
import { JobRequestError } from '../job-client';

/** What a command's end tells a script. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  doneWithFailures: 3,
  credentials: 4,
  unreachable: 5,
  waitingForApproval: 10,
  detached: 130,
} as const;

/** A command cannot go on, with the code it ends with. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** The words and the exit code for what a command threw. */
export function explainError(error: unknown): { message: string; exitCode: number } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommandError || error instanceof WorkerProcessError || error instanceof EmbeddedServerError) {
    return { message, exitCode: error.exitCode };
  }
  if (error instanceof ZodError) {
    return { message: error.issues.map((issue) => issueLine(issue)).join('\n'), exitCode: exitCodes.usage };
  }
  if (error instanceof SettingsError || error instanceof TableError || error instanceof JobRequestError)
    return { message, exitCode: exitCodes.usage };
  if (error instanceof StateDatabaseError) return { message, exitCode: exitCodes.unreachable };
  if (isUnreachable(error)) {
    return {
      message: `The Temporal server does not answer: ${message}. Check TEMPORAL_ADDRESS, then try again.`,
      exitCode: exitCodes.unreachable,
    };
  }
  return { message, exitCode: exitCodes.failed };
}

function issueLine({ path, message }: { path: PropertyKey[]; message: string }): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}

/** gRPC: 14 unavailable, 4 deadline exceeded; and what the SDK throws when it cannot connect. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return code === 14 || code === 4 || /connect|deadline|unavailable/i.test(error.name + error.message);
}
