import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/**
 * The network address a request came from, as far as the proxies that are trusted (RECOURSE_TRUSTED_PROXIES) tell it. IPv4 in IPv6 is written as IPv4. Null
 * where what a proxy tells is no address: it stands in the time line for good, so that not just anything may.
 */
export function addressOf({ ip }: Pick<Request, 'ip'>): string | null {
  return ip !== undefined && ipaddr.isValid(ip) ? ipaddr.process(ip).toString() : null;
}
