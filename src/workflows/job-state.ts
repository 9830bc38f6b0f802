import { sumTallies } from '../core/outcome';
import type { ActiveFolder } from './active-folder';
import { Concurrency } from './concurrency';
import { firstCarry, upgraded } from './first-carry';
import { Gates } from './gates';
import type { JobCarry, JobInput, StrandCarry } from './job-input';
import type { Asker, HalfProgress, JobPhase, JobProgress } from './messages';

/** Everything a running job knows. Plain data and its parts; what happens to it is in the modules beside this one. */
export class JobState {
  readonly carry: JobCarry;
  readonly active = new Map<string, ActiveFolder>();
  readonly concurrency: Concurrency;
  readonly gates: Gates;
  phase: JobPhase = 'starting';
  cancelled: Asker | undefined;
  /** The run is about to continue as new: folders are asked to make room. */
  yielding = false;
  /** Halves whose service was out and is being tried with one lane a folder; `''`: all of the job. */
  readonly probing = new Set<string>();
  /** Folders known and not begun, by their half, as the fan-outs say. */
  readonly queued = new Map<string | undefined, number>();

  /** @param changed Called whenever folders and watchers have to be told. */
  constructor(
    readonly input: JobInput,
    readonly changed: () => void,
  ) {
    this.carry = input.carry === undefined ? firstCarry(input) : upgraded(input.carry);
    this.concurrency = new Concurrency(this.carry.concurrency.wanted, this.carry.concurrency.now);
    this.gates = new Gates(changed, ({ quota, half }) => {
      if (quota.startsWith('service:')) this.probing.add(half ?? '');
    });
  }

  isPaused(folder: string): boolean {
    return this.carry.paused !== undefined || this.carry.pausedFolders.includes(folder);
  }

  /** True while a service that a half cannot do without is taken for out. */
  isServiceOut(half: string | undefined): boolean {
    return this.gates.all.some((gate) => gate.quota.startsWith('service:') && concerns(gate.half, half));
  }

  /** True when a half is tried after an outage. */
  isProbing(half: string | undefined): boolean {
    return this.probing.has('') || (half !== undefined && this.probing.has(half));
  }

  /** True when nothing may be begun at all: parked, cancelled, about to continue as new. */
  get isHeld(): boolean {
    return this.carry.parked !== undefined || this.cancelled !== undefined || this.yielding;
  }

  /** Every quota the job draws on, each once: those whose gates it joins and leaves. */
  get quotas(): string[] {
    const { listing, writing, reading } = this.carry.locations.quotas;
    return [...new Set([...listing, ...writing, ...reading])];
  }

  /** False while all sources are limited: of several, as a batch has, one keeps nobody from the others. */
  get isReadable(): boolean {
    const { reading } = this.carry.locations.quotas;
    return reading.length === 0 || reading.some((quota) => !this.gates.isClosed(quota));
  }

  /** True while no operation may start: by a limit on writing, an outage, a person or a need. */
  get isStill(): boolean {
    const { writing } = this.carry.locations.quotas;
    const { parked, paused, strands } = this.carry;
    const isLimited = !this.isReadable || this.gates.all.some((gate) => writing.includes(gate.quota));
    const areOut = strands.every((strand) => strand.idle || this.isHeldUp(strand));
    return isLimited || areOut || parked !== undefined || paused !== undefined;
  }

  /** Folders known and not begun. */
  get queuedFolders(): number {
    return [...this.queued.values()].reduce((sum, count) => sum + count, 0);
  }

  /** What watchers see. */
  get progress(): JobProgress {
    const { folders, settled, strands, paused, parked, recentFailures, startedAt, tps } = this.carry;
    const active = [...this.active.values()];
    const held = strands.flatMap((strand) => strand.held);
    const areListed = strands.every((strand) => strand.folders.complete);
    return {
      jobId: this.input.jobId,
      phase: this.phase,
      tally: sumTallies([settled, ...active.map((one) => one.tally), ...held.map((one) => one.tally)]),
      listed: areListed && this.queuedFolders === 0 && active.every((one) => one.listed),
      folders: { found: folders.found, finished: folders.finished, listed: areListed },
      active: active.map((one) => ({
        folder: one.folder,
        tally: one.tally,
        listed: one.listed,
        paused: this.isPaused(one.folder),
      })),
      concurrency: { wanted: this.concurrency.wanted, now: this.concurrency.now, tps },
      paused,
      parked,
      closedGates: this.gates.all,
      isStill: this.isStill,
      recentFailures,
      startedAt,
      halves: this.halves,
    };
  }

  /** How the halves stand, of a job that has them. */
  private get halves(): HalfProgress[] | undefined {
    const found = this.carry.strands.flatMap((strand): HalfProgress[] => {
      const { half, stage, approval, parked: need } = strand;
      return half === undefined ? [] : [{ half, state: stateOf(strand), stage, approval, need }];
    });
    return found.length === 0 ? undefined : found;
  }

  private isHeldUp({ half, parked, approval }: StrandCarry): boolean {
    return parked !== undefined || approval !== undefined || this.isServiceOut(half);
  }
}

/** True when what holds one half, or all of a job, holds a half of it. */
export function concerns(held: string | undefined, half: string | undefined): boolean {
  return held === undefined || held === half;
}

function stateOf({ parked, approval, idle, inventory }: StrandCarry): HalfProgress['state'] {
  if (parked !== undefined) return 'parked';
  if (approval !== undefined) return 'waiting';
  if (idle) return 'idle';
  return inventory.done ? 'working' : 'listing';
}
