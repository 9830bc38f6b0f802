import type { FailureDetails, FailureKind } from '../../src/core/failure';
import type { Destination, Source } from '../../src/providers/provider';

/** Why a provider need not pass a part of the suite. */
export interface Exemption {
  exempt: string;
}

/** What a service takes that does not take just anything. */
export interface AcceptableContents {
  /** In place of `bin`. */
  extension: string;
  /** Contents like no others; of at least so many bytes where the kind cannot be shorter. */
  bytes(length: number): Buffer;
}

/** A way in which a service refuses, and what ferry must make of it. */
export interface Fault {
  /** The call that meets it. */
  on: 'put' | 'list';
  /** Makes the service refuse from now on. */
  arrange(): Promise<void>;
  kind: FailureKind;
  details?: FailureDetails;
}

/** Refusals every provider answers for, or says why it cannot meet them. */
export const faultNames = [
  'refused credentials',
  'not found',
  'a limit with a reset',
  'too many calls at once',
  'a service that is down',
  'a service that hangs up',
  'full',
] as const;
export type FaultName = (typeof faultNames)[number];

/** A destination that the suite may do to as it likes, seen also from its other side. */
export interface DestinationHarness {
  /** Opens a folder of a destination of which nobody else knows. */
  open(root: string): Promise<Destination>;
  /** Everything that is there with its bytes, read without the provider; what is half written too. */
  stored(): Promise<Map<string, Buffer>>;
  /** Puts so many assets below a root, spread over folders, by the quickest way there is. */
  fill(root: string, count: number): Promise<void>;
  /** Requests the service has had so far; absent where there are none to count. */
  requests?(): Promise<number>;
  /** Absent: it takes anything. */
  contents?: AcceptableContents;
  /** Texts that may stand in no error. */
  secrets: string[];
  emptyAssets: 'kept' | Exemption;
  /** Why listings do not tell how long assets are; absent: they do. */
  listedBytes?: Exemption;
  /** Why stored assets have no etag; absent: it is the MD5 of their bytes. Then `put` itself says what is the same. */
  etags?: Exemption;
  /** Sees to it that more than so many bytes are too many. */
  tooBig: ((bytes: number) => Promise<void>) | Exemption;
  faults: Record<FaultName, Fault | Exemption>;
  /** Takes all faults and all content away. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** The same for a source. */
export interface SourceFault extends Omit<Fault, 'on'> {
  on: 'list' | 'open';
}

export const sourceFaultNames = [
  'refused credentials',
  'a limit',
  'a service that is down',
  'a service that hangs up',
] as const;
export type SourceFaultName = (typeof sourceFaultNames)[number];

/** A source that the suite may fill as it likes. */
export interface SourceHarness {
  /** Absent: it holds anything. */
  contents?: AcceptableContents;
  /** Texts that may stand in no error; absent: there are none. */
  secrets?: string[];
  /** Requests that met a refusal so far; absent where there are none to count. */
  refusals?(): Promise<number>;
  faults: Record<SourceFaultName, SourceFault> | Exemption;
  /** Why content that is changed while it is read may come whole, as it was; absent: reading it fails. */
  givesOldContent?: Exemption;
  /** Why there are no empty assets; absent: there are. */
  emptyAssets?: Exemption;
  open(): Promise<Source>;
  write(path: string, bytes: Buffer): Promise<void>;
  remove(path: string): Promise<void>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** What a provider brings to the suite: a harness for each side it has. */
export interface ProviderHarness {
  provider: string;
  startDestination?(): Promise<DestinationHarness>;
  startSource?(): Promise<SourceHarness>;
}

export function isExempt(value: unknown): value is Exemption {
  return typeof value === 'object' && value !== null && 'exempt' in value;
}
