import type { Readable } from 'node:stream';
import type { Asset, Folder, ListedRef, Oddity, Page, SourceRef } from '../core/asset';
import type { ResourceType } from '../core/media';
import type { ParameterValue } from '../core/mapping/parameter-value';
import type { AssetResult } from '../core/outcome';
import type { Attributes } from '../core/spec';
import type { Albums } from './albums';
import type { ProviderError } from './provider-error';

/** What every call may be stopped by. A call that is aborted settles soon and leaves nothing half done behind. */
export interface CallOptions {
  signal: AbortSignal;
}

/** A page of one folder: what can be moved, and what is there besides. */
export interface AssetPage extends Page<Asset> {
  oddities: Oddity[];
}

/** A page of folders: those to go into, and what is there besides and cannot be gone into. */
export interface FolderPage extends Page<Folder> {
  oddities?: Oddity[];
}

/** Content that can be read from any byte on, as often as needed, without being held in memory. */
export interface Content {
  bytes: number;
  fingerprint: string;
  /** MD5 in hex, where the source knows it without reading. */
  md5?: string;
  /**
   * Opens a stream from byte `start` to the end. It fails when the content changes while it is read, and, read from its
   * beginning, when it is not what the source's own checksum says.
   */
  open(start?: number): Promise<Readable>;
}

/** Where assets come from. A method that is absent is a capability the service does not have. */
export interface Source {
  /** Names the source for ever in keys: `local:/photos`. The asset's path is added to it. */
  scope: string;
  /** The account in words for a person: `Dropbox account of Ann`. */
  service: string;
  /** Quotas that listing and reading draw on: `dropbox:1f2e3d4c`. */
  quotas: string[];
  /** Makes sure the root exists, is a folder and may be listed; says its own name. */
  check(options: CallOptions): Promise<{ name: string }>;
  /** Folders below the root in a fixed order, the root (`''`) first. */
  folders(request: { cursor?: string; limit: number; recursive: boolean }, options: CallOptions): Promise<FolderPage>;
  /** The assets directly in one folder, in a fixed order. */
  list(request: { folder: SourceRef; cursor?: string; limit: number }, options: CallOptions): Promise<AssetPage>;
  /**
   * Where the asset's listing is given it may be believed: content that is another by now fails when it is read.
   * @throws {ProviderError} `NotFound` when it is gone, now or when it is opened.
   */
  content(asset: ListedRef, options: CallOptions): Promise<Content>;
  /**
   * A URL from which another service can fetch the asset for a while, with no credentials. It is as good as a secret:
   * never stored, logged or returned to a workflow. `undefined`: this asset has none.
   */
  directUrl?(asset: SourceRef, options: CallOptions): Promise<string | undefined>;
  /** Looks at the account and its clock by one cheap call; says what it found. */
  health?(options: CallOptions): Promise<Health>;
  /** Resolves when the service answers at all, drawing on no quota. Tells an outage from one asset's bad luck. */
  probe?(options: CallOptions): Promise<void>;
}

/** What a service says of itself to `ferry doctor`. */
export interface Health {
  words: string;
  clockSkewMs?: number;
}

/** An asset as a destination's listing shows it. */
export interface StoredAsset {
  path: string;
  resourceType: ResourceType;
  etag?: string;
  bytes?: number;
  result: AssetResult;
}

/** How far a chunked upload is, kept outside the provider so that it survives a crash. */
export interface SessionStore {
  find(): Promise<{ uploadId: string; nextByte: number } | undefined>;
  record(session: { uploadId: string; nextByte: number }): Promise<void>;
  forget(): Promise<void>;
}

/** Asks a destination to store content under a path. */
export interface PutRequest {
  path: string;
  /** The asset's name in the source, for display. */
  name: string;
  resourceType: ResourceType;
  content: Content;
  /** `keep`: what is there already stays and is returned. `replace`: it is overwritten. */
  ifExists: 'keep' | 'replace';
  attributes: Attributes;
  session: SessionStore;
  /** Told after each piece that was read, with the bytes so far. */
  onProgress(sentBytes: number): void;
}

/** What lies at the path after a put. */
export interface PutAnswer {
  stored: StoredAsset;
  /** True when something was there before and nothing was written. */
  existed: boolean;
  /** Instant at which what lies there was first stored, where the service says it. */
  createdAt?: string;
  /** MD5 of the bytes that were sent, hex; absent when nothing had to be read. */
  sentMd5?: string;
  /** With `existed`: whether what is there is this very content, where the service's own checksum tells. */
  isSameContent?: boolean;
}

/** Asks a destination to store an asset with any of its own parameters. */
export interface UploadWithRequest {
  parameters: Record<string, ParameterValue>;
  publicId: string;
  /** A URL that the service fetches by itself (`https:`, `s3:`, ...), or content that is sent. */
  from: { url: string } | { content: Content; name: string };
  session: SessionStore;
  onProgress(sentBytes: number): void;
}

/** What an upload with parameters of its own came to. */
export interface UploadWithAnswer {
  /** Something was there before and nothing was written. */
  existed: boolean;
  /** Something was there before and was replaced. */
  overwritten: boolean;
  /** Instant at which what lies there was first stored, where the service says it. */
  createdAt?: string;
  result: AssetResult;
  /** The service's answer as a log may hold it: no signature, key or token. */
  response: Record<string, unknown>;
}

/** Where assets go. A method that is absent is a capability the service does not have. */
export interface Destination {
  /** Names the space in which paths are unique: `cloudinary:demo`. */
  scope: string;
  /** The account in words for a person: `Cloudinary account demo`. */
  service: string;
  /** Quotas that listing and writing may meet, so that a used-up one holds what draws on it and nothing else. */
  quotas: { listing: string[]; writing: string[] };
  /** Sees that credentials work and that the root can be written to, as cheaply as the service allows. */
  check(options: CallOptions): Promise<void>;
  /** Everything below a root, page by page, for the inventory. */
  list(request: { root: string; cursor?: string }, options: CallOptions): Promise<Page<StoredAsset>>;
  stat(request: { path: string; resourceType: ResourceType }, options: CallOptions): Promise<StoredAsset | undefined>;
  put(request: PutRequest, options: CallOptions): Promise<PutAnswer>;
  /**
   * The same, but the service fetches the content from a URL by itself. What it fails with when it could not fetch has
   * `details.notFetched`; then nothing was stored.
   */
  putFromUrl?(request: PutRequest & { url: string }, options: CallOptions): Promise<PutAnswer>;
  /**
   * Stores an asset with whatever parameters the service's upload takes. What it fails with when it could not fetch the
   * URL has `details.notFetched`; then nothing was stored.
   */
  uploadWith?(request: UploadWithRequest, options: CallOptions): Promise<UploadWithAnswer>;
  /** Deletes one asset; one that is not there is no error. */
  delete?(request: { path: string; resourceType: ResourceType }, options: CallOptions): Promise<void>;
  move?(request: { path: string; to: string; resourceType: ResourceType }, options: CallOptions): Promise<void>;
  /** Looks at account, quota left and clock by one cheap call; says what it found. */
  health?(options: CallOptions): Promise<Health>;
  /** Resolves when the service answers at all, drawing on no quota. Tells an outage from one asset's bad luck. */
  probe?(options: CallOptions): Promise<void>;
}

/** Remembers things about a destination that are found out once. */
export interface FactStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** Sets what nobody has set yet; returns what holds then, whoever was first. */
  claim(name: string, value: string): Promise<string>;
}

/** Counts calls of a metered service over all workers that share a state database. */
export interface CallMeter {
  /**
   * Takes one call of a quota that is `calls` in any `perMs`.
   * @returns the ISO instant from which there are calls again, when there are none now.
   */
  take(quota: string, limit: { calls: number; perMs: number }): Promise<string | undefined>;
}

/** What the composition root hands to a provider when it opens one. */
export interface ProviderContext {
  /** Reads one setting of the chosen credentials profile: flag, environment, `.env`, `ferry.yaml`, default. */
  setting(key: string): string | undefined;
  factsOf(scope: string): FactStore;
  meter: CallMeter;
  /** Calls of a metered service to leave to others. */
  leaveQuota: number;
}

/** Settings of a provider are missing or malformed; nothing was called yet. */
export type SettingsResult<S> = { ok: true; settings: S } | { ok: false; problems: string[] };

/** A service as its folder describes it. `S` is known to the folder alone. */
export interface ProviderDefinition<S> {
  name: string;
  /** Settings whose presence shows that somebody means to use the service. */
  settingKeys: string[];
  readSettings(setting: ProviderContext['setting']): SettingsResult<S>;
  source?(root: string, settings: S, context: ProviderContext): Source;
  destination?(root: string, settings: S, context: ProviderContext): Destination;
  albums?(root: string, settings: S, context: ProviderContext): Albums;
  /** Turns any error of the service or its SDK into a kind. Pure; unknown errors become `Unexpected`. */
  classify(error: unknown, settings: S): ProviderError;
}
