import { emptyTally, sumTallies } from '../core/outcome';
import { listsDestination } from '../core/spec';
import type { ActiveFolder } from './active-folder';
import { Concurrency } from './concurrency';
import { Gates } from './gates';
import type { JobCarry, JobInput } from './job-input';
import type { Asker, JobPhase, JobProgress } from './messages';

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
  /** A service that was out is being tried with one lane a folder. */
  probing = false;
  /** Folders known and not begun, as the fan-out says. */
  queuedFolders = 0;

  /** @param changed Called whenever folders and watchers have to be told. */
  constructor(
    readonly input: JobInput,
    readonly changed: () => void,
  ) {
    this.carry = input.carry ?? firstCarry(input);
    this.concurrency = new Concurrency(this.carry.concurrency.wanted, this.carry.concurrency.now);
    this.gates = new Gates(changed, (quota) => {
      if (quota.startsWith('service:')) this.probing = true;
    });
  }

  isPaused(folder: string): boolean {
    return this.carry.paused !== undefined || this.carry.pausedFolders.includes(folder);
  }

  /** True while a service is taken for out. */
  get isServiceOut(): boolean {
    return this.gates.all.some((gate) => gate.quota.startsWith('service:'));
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
    const { parked, paused } = this.carry;
    const isLimited = !this.isReadable || this.gates.all.some((gate) => writing.includes(gate.quota));
    return isLimited || this.isServiceOut || parked !== undefined || paused !== undefined;
  }

  /** What watchers see. */
  get progress(): JobProgress {
    const { folders, settled, held, paused, parked, recentFailures, startedAt, tps } = this.carry;
    const active = [...this.active.values()];
    return {
      jobId: this.input.jobId,
      phase: this.phase,
      tally: sumTallies([settled, ...active.map((one) => one.tally), ...held.map((one) => one.tally)]),
      listed: folders.complete && this.queuedFolders === 0 && active.every((one) => one.listed),
      folders: { found: folders.found, finished: folders.finished, listed: folders.complete },
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
    };
  }
}

function firstCarry({ spec, retry }: JobInput): JobCarry {
  return {
    startedAt: new Date().toISOString(),
    locations: { service: spec.destination.provider, quotas: { listing: [], writing: [], reading: [] } },
    inventory: { done: retry !== undefined || !listsDestination(spec) },
    current: { pass: retry === undefined ? 0 : 1, retry },
    waiting: [],
    folders: { complete: false, found: 0, finished: 0 },
    settled: emptyTally(),
    held: [],
    pausedFolders: [],
    cancelledFolders: [],
    closed: [],
    concurrency: { wanted: spec.concurrency, now: spec.concurrency },
    tps: spec.tps,
    outageDelays: 0,
    recentFailures: [],
  };
}
