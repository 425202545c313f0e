// The network address of a client, and the network that rate limits count it under.
import { isIP, isIPv6 } from 'node:net';

/**
 * Returns the client address: the entry of X-Forwarded-For that our outermost proxy added, counted from the right, one entry per
 * proxy. Entries further left come from the client and are not reliable.
 * @param proxies 0 if the server itself has set the header; see lib/server/startup/request-filter.ts
 * @returns null if the header is missing or not an address
 */
export function clientAddress(request: Request, proxies: number): string | null {
  const forwarded = request.headers.get('x-forwarded-for')?.split(',') ?? [];
  const given = forwarded.at(-Math.max(1, proxies))?.trim() ?? '';
  // Some proxies append the port, and a dual-stack server writes IPv4 as IPv6.
  const [, bracketed] = /^\[(.+)\](?::\d+)?$/.exec(given) ?? [];
  const address = (bracketed ?? given)
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) ? address : null;
}

/** The subject of limits by address: an IPv4 address, or the /64 network of an IPv6 address, which one customer gets. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = address.includes('::') ? 8 - before.length - after.length : 0;
  const groups = [...before, ...Array(Math.max(0, zeros)).fill('0'), ...after];
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
