import type { z } from 'zod';
import type { JobSpec } from '../core/spec';

/** How one field of a job type's input is written on the command line; the schema says what it must be. */
export interface OptionDoc {
  /** Commander's notation: `--folder <path>`, `--no-recursive`, `-f, --folder <path>`. */
  flags: string;
  /** Field of the input it fills. */
  field: string;
  summary: string;
  /**
   * `list`: may be given several times. `pairs`: `key=value`, several times. `bytes`: `20MB`. `yaml`: a file whose
   * content fills the field.
   */
  kind: 'text' | 'number' | 'flag' | 'list' | 'pairs' | 'bytes' | 'yaml';
}

/** A value on the command line that needs no flag. */
export interface ArgumentDoc {
  name: string;
  field: string;
  summary: string;
  required: boolean;
  kind: 'text' | 'number';
}

/** What a job type may look at when it makes a spec: settings, never the world. */
export interface SpecContext {
  setting(key: string): string | undefined;
  cwd: string;
}

/** A job type as data: CLI command, REST route and OpenAPI are derived from it. */
export interface JobType<J extends JobSpec = JobSpec> {
  /** Names it in specs, ids and addresses: `drive`. */
  name: string;
  /** Its words on the command line: `drive upload`. */
  command: string;
  summary: string;
  arguments: ArgumentDoc[];
  options: OptionDoc[];
  examples: string[];
  /** A person is shown what will happen, and asked, before it starts. */
  asksFirst?: boolean;
  /** Failed items of an earlier job can be done again by the same command. */
  takesFailedOnly?: boolean;
  /** It writes results to files of its own, which must not be there yet. */
  writesResults?: boolean;
  /** It can be started again and again by a schedule. */
  isSchedulable?: boolean;
  /** Makes a spec of validated input. @throws {z.ZodError} naming every fault of the input at once. */
  toSpec(input: unknown, context: SpecContext): J;
}

interface JobTypeDefinition<S extends z.ZodType, J extends JobSpec> extends Omit<JobType, 'toSpec'> {
  schema: S;
  toSpec(input: z.output<S>, context: SpecContext): J;
}

/** Makes a job type of its definition: the schema is applied before the spec is made. */
export function defineJobType<S extends z.ZodType, J extends JobSpec>({
  schema,
  toSpec,
  ...docs
}: JobTypeDefinition<S, J>): JobType<J> {
  return { ...docs, toSpec: (input, context) => toSpec(schema.parse(input), context) };
}
