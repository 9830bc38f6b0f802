import type { Table } from './table';
import type { ToolRun } from './tool-run';

/** A run of a program with what it did. */
export interface Measured extends ToolRun {
  what: string;
  who: string;
  rows: number;
}

const megabyte = 1e6;

/** The tables of tools: what they took, and ferry's against the scripts'. */
export function toolTables(measured: readonly Measured[]): Table[] {
  return [
    {
      title: 'Tables: a process from its start to its end',
      columns: ['what', 'who', 'rows', 'seconds', 'rows/s', 'CPU s', 'CPU microseconds/row', 'peak MB'],
      rows: measured.map(({ what, who, rows, seconds, cpuMs, peakBytes }) => {
        const isWork = what !== 'nothing';
        return [
          what,
          who,
          isWork ? rows : undefined,
          seconds,
          isWork ? Math.round(rows / seconds) : undefined,
          cpuMs / 1000,
          isWork ? (cpuMs * 1000) / rows : undefined,
          Math.round(peakBytes / megabyte),
        ];
      }),
    },
    {
      title: 'Tables: ferry against the plain script',
      columns: ['what', 'rows', 'rows/s', 'CPU', 'peak memory'],
      rows: measured.flatMap((script) => {
        const ferry = measured.find(({ what, who, rows }) => isAlike({ what, rows }, script) && who === 'ferry');
        if (script.who === 'ferry' || ferry === undefined) return [];
        const { what, rows } = script;
        return [
          [what, rows, script.seconds / ferry.seconds, ferry.cpuMs / script.cpuMs, ferry.peakBytes / script.peakBytes],
        ];
      }),
    },
  ];
}

function isAlike(one: Pick<Measured, 'what' | 'rows'>, other: Pick<Measured, 'what' | 'rows'>): boolean {
  return one.what === other.what && one.rows === other.rows;
}
