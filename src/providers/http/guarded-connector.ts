import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { addressRefusal, hostRefusal } from './address-guard';
import { WebFailure } from './web-failure';

/** A lookup that knows public addresses only: those are connected to, so that no second answer can differ from the first. */
export function guardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error) return callback(error, '');
      const addresses: LookupAddress[] =
        typeof found === 'string' ? [{ address: found, family: family ?? isIP(found) }] : found;
      const open = addresses.filter(({ address }) => addressRefusal(address) === undefined);
      const [first] = open;
      if (first === undefined) {
        const why = addresses.map(({ address }) => addressRefusal(address))[0] ?? 'it has no address';
        return callback(new WebFailure('refused', `${hostname} points into a private network: ${why}`), '');
      }
      if (options.all === true) return callback(null, open);
      callback(null, first.address, first.family);
    });
  };
}

const systemNames: LookupFunction = (hostname, options, callback) => systemLookup(hostname, options, callback);

interface ConnectorOptions {
  connectMs: number;
  /** Answers names; the system's by default. */
  lookup?: LookupFunction;
  allowPrivate: boolean;
}

/**
 * Connects for undici. Unless private addresses are allowed, whatever is connected to has passed the guard: an address in
 * the URL here, a name's addresses in the lookup whose answer the socket uses.
 */
export function guardedConnector({
  connectMs,
  lookup = systemNames,
  allowPrivate,
}: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({ timeout: connectMs, lookup: allowPrivate ? lookup : guardedLookup(lookup) });
  if (allowPrivate) return connect;
  return (target, callback) => {
    const refusal = hostRefusal(target.hostname);
    if (refusal === undefined) return connect(target, callback);
    queueMicrotask(() => callback(new WebFailure('refused', refusal), null));
  };
}
