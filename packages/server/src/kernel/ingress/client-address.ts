/** The address of a client. X-Forwarded-For is a claim of whoever connects; only configured proxies are believed. */
import { BlockList, isIP } from 'node:net';
import { headerValues } from './headers.ts';

/** Whether this socket address is one of the configured proxies. */
export function createProxyTest(trustedProxies: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const entry of trustedProxies) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    trusted.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return (address) => trusted.check(plain(address), isIP(plain(address)) === 6 ? 'ipv6' : 'ipv4');
}

export type AddressReader = (socketAddress: string | undefined, rawHeaders: readonly string[]) => string;

/** `trustedProxies`: addresses or networks in CIDR form, as the configuration has accepted them. */
export function createAddressReader(trustedProxies: readonly string[]): AddressReader {
  const isTrusted = createProxyTest(trustedProxies);
  return (socketAddress, rawHeaders) => {
    let address = plain(socketAddress ?? '');
    if (!isTrusted(address)) return address;
    // From the right: each trusted hop vouches for the entry to its left. What is not an address ends the chain.
    const hops = headerValues(rawHeaders, 'x-forwarded-for').flatMap((line) => line.split(','));
    for (const hop of hops.reverse()) {
      const claimed = plain(hop.trim());
      if (isIP(claimed) === 0) break;
      address = claimed;
      if (!isTrusted(claimed)) break;
    }
    return address;
  };
}

/** IPv4 in IPv6 form is the same client. */
const plain = (address: string): string =>
  /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice(7) : address;
