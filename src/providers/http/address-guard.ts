import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';
import { WebFailure } from './web-failure';

const privateNames = /^(?:localhost|local|internal|home\.arpa)$|\.(?:localhost|local|internal|home\.arpa)$/;

/**
 * Why a host of a URL is not asked, going by its name alone: an address outside of the public internet, or a name that
 * stands for one by its ending (RFC 6761, 6762, 8375; `.internal` is reserved by ICANN). `undefined`: its addresses decide.
 *
 * @param host as `URL` gives it, which has turned decimal, octal and hex notations into plain addresses
 */
export function hostRefusal(host: string): string | undefined {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.+$/, '');
  if (name === '') return 'it names no host';
  if (ipaddr.isValid(name)) return addressRefusal(name);
  return privateNames.test(name) ? `${name} is a name inside of a private network` : undefined;
}

/**
 * Why nothing is asked of an address: it is private, of this machine, of its link, shared by a carrier, multicast,
 * reserved or set aside for anything but the public internet (IANA's registries of special-purpose addresses). An IPv4
 * address in an IPv6 one (mapped, or translated by NAT64) is judged by itself, as traffic ends there; 6to4 and Teredo are
 * refused outright. What cannot be read is refused. `undefined`: it may be asked.
 */
export function addressRefusal(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return `${address} is no address`;
  const range = rangeOf(ipaddr.parse(address));
  return range === undefined ? undefined : `${address} is not on the public internet (${range})`;
}

function rangeOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  const range: string = address.range();
  const words = rangeWords.get(range) ?? range;
  if (address.kind() === 'ipv4') return range === 'unicast' ? undefined : words;
  const bytes = address.toByteArray();
  const translated = range === 'rfc6052' && bytes.slice(4, 12).every((byte) => byte === 0);
  if (range === 'ipv4Mapped' || translated) return rangeOf(ipaddr.fromByteArray(bytes.slice(12)));
  if (range !== 'unicast') return words;
  // Only 2000::/3 is given out (RFC 4291, section 2.4); what is outside may reach an old kind of IPv4 address.
  return ((bytes[0] ?? 0) & 0xe0) === 0x20 ? undefined : 'reserved';
}

const rangeWords: ReadonlyMap<string, string> = new Map([
  ['linkLocal', 'link-local'],
  ['uniqueLocal', 'private'],
  ['deprecatedSiteLocal', 'private'],
  ['carrierGradeNat', "a carrier's private network"],
  ['loopback', 'this machine'],
]);

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
