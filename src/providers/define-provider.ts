import { PassThrough, Readable } from 'node:stream';
import { errorFacts } from '../core/error-facts';
import type { Albums } from './albums';
import type { Destination, ProviderContext, ProviderDefinition, Source } from './provider';
import { ProviderError } from './provider-error';

/** A provider with its settings type closed over: what the registry holds. */
export interface Provider {
  name: string;
  /** Faults of the settings in words; empty when the provider can be opened. */
  checkSettings(setting: ProviderContext['setting']): string[];
  /** True when any of its settings is there. */
  isBegun(setting: ProviderContext['setting']): boolean;
  openSource?(root: string, context: ProviderContext): Source;
  openDestination?(root: string, context: ProviderContext): Destination;
  openAlbums?(root: string, context: ProviderContext): Albums;
}

/**
 * Makes a provider of its definition. Every call is guarded once, here: what it throws is classified, and a stream it
 * hands out fails with a classified error too, so that a copy knows whom to blame.
 */
export function defineProvider<S>(definition: ProviderDefinition<S>): Provider {
  const { name, source, destination, albums } = definition;
  const open = <T extends object>(make: (root: string, settings: S, context: ProviderContext) => T) => {
    return (root: string, context: ProviderContext): T => {
      const read = definition.readSettings(context.setting);
      if (!read.ok) throw new ProviderError('AuthFailed', read.problems.join(' '), { service: name });
      return guard(make(root, read.settings, context), (error) => definition.classify(error, read.settings));
    };
  };
  return {
    name,
    checkSettings(setting) {
      const read = definition.readSettings(setting);
      return read.ok ? [] : read.problems;
    },
    isBegun: (setting) => definition.settingKeys.some((key) => setting(key) !== undefined),
    ...(source === undefined ? {} : { openSource: open(source) }),
    ...(destination === undefined ? {} : { openDestination: open(destination) }),
    ...(albums === undefined ? {} : { openAlbums: open(albums) }),
  };
}

type Classify = (error: unknown) => ProviderError;

/** Wraps all methods of an object so that what they throw, and the streams they return, carry classified errors. */
function guard<T extends object>(target: T, classify: Classify): T {
  return new Proxy(target, {
    get(object, property, receiver): unknown {
      const value: unknown = Reflect.get(object, property, receiver);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return guardResult(await (Reflect.apply(value, object, args) as unknown), classify);
        } catch (error) {
          throw toProviderError(error, classify);
        }
      };
    },
  });
}

function guardResult(result: unknown, classify: Classify): unknown {
  if (result instanceof Readable) return guardStream(result, classify);
  if (isContent(result)) return guard(result, classify);
  return result;
}

function isContent(result: unknown): result is { open: () => unknown } {
  return typeof result === 'object' && result !== null && 'open' in result && typeof result.open === 'function';
}

/** Passes a stream on; an error on the way is classified. Destroying it destroys the stream, one that says nothing too. */
function guardStream(stream: Readable, classify: Classify): Readable {
  const guarded = new PassThrough({ highWaterMark: 1 }); // No buffer of its own: the stream has one.
  stream.once('error', (error) => guarded.destroy(toProviderError(error, classify) as Error));
  stream.once('close', () => {
    if (!stream.readableEnded) guarded.destroy(toProviderError(new Error('the stream ended early'), classify) as Error);
  });
  guarded.once('close', () => stream.destroy());
  return stream.pipe(guarded);
}

function toProviderError(error: unknown, classify: Classify): unknown {
  if (error instanceof ProviderError || isAbort(error)) return error;
  return classify(error);
}

/** True for what a call throws because its signal was aborted: not a failure of the service. */
export function isAbort(error: unknown): boolean {
  const { name } = errorFacts(error);
  return name === 'AbortError' || name === 'CancelledFailure';
}

/** What an aborted call rejects with, as fetch and Node's streams do. */
export function abortError(): Error {
  return new DOMException('The call was aborted.', 'AbortError');
}
