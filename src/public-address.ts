import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Thrown for a connection that would leave the public side. The message names no address. */
export class NotPublicError extends Error {
  override readonly name = 'NotPublicError';
}

/** All global unicast there is; the rest of IPv6 is reserved or leads somewhere else, as IPv4 in disguise does. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an IP address is one of a public host: not private, loopback, link-local, multicast, unspecified or set aside for something else. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
}

/** Whether a URL's host can be a public one by itself: a name has to be looked up first, and is believed until then. */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) === 0 || isPublicAddress(host);
}

/** Finds the addresses of a name, as `dns.lookup` does. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A look-up for sockets that finds public addresses only. As the socket connects to what it answers, nobody's name server can point elsewhere in
 * between.
 */
export function publicLookup(resolve: Resolve = lookup): LookupFunction {
  return checkedLookup(resolve, ({ address }) => isPublicAddress(address));
}

/**
 * Makes sure that a URL's host leads to public addresses only, right now: for connections whose TLS proves the name, so that nothing is gained by
 * pointing it elsewhere in between.
 *
 * @throws NotPublicError; that there is no such name is for the connection to find out
 */
export function requirePublicHost({ hostname }: URL, resolve: Resolve = lookup): Promise<void> {
  if (!isPublicHost(hostname)) return Promise.reject(new NotPublicError('The address is no public one.'));
  if (isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) return Promise.resolve();
  return new Promise((done, reject) => {
    publicLookup(resolve)(hostname, { all: true }, (error) => {
      if (error instanceof NotPublicError) reject(error);
      else done();
    });
  });
}

/** A look-up that finds whatever there is. */
export function anyLookup(resolve: Resolve = lookup): LookupFunction {
  return checkedLookup(resolve, () => true);
}

function checkedLookup(resolve: Resolve, isGood: (address: LookupAddress) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) callback(error ?? new Error('no address'), '');
      else if (!addresses.every(isGood)) callback(new NotPublicError('The address is no public one.'), '');
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
