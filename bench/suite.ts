import type { Table } from './table';
import type { World } from './world';

/** What is asked of a run. */
export interface BenchOptions {
  /** Pictures for each way. */
  assets: number;
  concurrency: number;
  /** Rows of the tables that tools go through. */
  rows: number;
  /** Resources of an account that is listed. */
  resources: number;
  /** Delay of every answer of a service. */
  latencyMs: number;
  /** For suites that compare latencies: the one that was asked for, or several when none was. */
  latenciesMs: readonly number[];
  /** Tells a person how far it is. */
  say: (line: string) => void;
}

/** A set of measurements with a name. */
export interface Suite {
  name: string;
  summary: string;
  run(world: World, options: BenchOptions): Promise<Table[]>;
}
