import { lookup as systemLookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import type { CallOptions } from '../provider';
import { providerErrorOf } from './url-failure';
import { WebFailure } from './web-failure';
import { webUrl } from './web-url';

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

/** All addresses of a name. */
export type AddressesOf = (name: string) => Promise<string[]>;

const systemAddresses: AddressesOf = async (name) =>
  (await systemLookup(name, { all: true })).map(({ address }) => address);

/**
 * Sees that a URL which another service is to fetch does not lead into a private network: what is reached from there, or
 * through a proxy of ours, is nobody's picture. A name that is not known here is left to the service to find out.
 *
 * @throws {ProviderError} `InvalidAsset` when any of the host's addresses is private, and for what is no web address.
 */
export async function refuseIfPrivate(
  url: string,
  { signal }: CallOptions,
  addressesOf: AddressesOf = systemAddresses,
): Promise<void> {
  signal.throwIfAborted();
  try {
    const { hostname } = webUrl(url).url;
    const refusal = hostRefusal(hostname) ?? (await refusalOfName(hostname, addressesOf, signal));
    if (refusal !== undefined) throw new WebFailure('refused', refusal);
  } catch (error) {
    signal.throwIfAborted();
    throw providerErrorOf(error, url);
  }
}

async function refusalOfName(name: string, addressesOf: AddressesOf, signal: AbortSignal): Promise<string | undefined> {
  const gone = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
  gone.catch(() => undefined);
  const lookedUp = addressesOf(name).catch((): string[] => []);
  const addresses = await Promise.race([lookedUp, gone]);
  const refusals = addresses.map(addressRefusal).filter((refusal) => refusal !== undefined);
  return refusals[0] === undefined ? undefined : `${name} points into a private network: ${refusals[0]}`;
}
