/**
 * Which addresses are somebody else's on the public internet. Everything that is not known to be so is not: an address
 * that this file does not understand is refused. Held against the IANA special-purpose registries by a property test.
 */
import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type AddressClass = 'public' | 'special' | 'malformed';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

const network = (text: string): Network => ipaddr.parseCIDR(text);

/** Public by number, but answered inside a cloud: Azure's host agent hands out credentials there. */
const cloudAddresses = [network('168.63.129.16/32')];
const globalUnicast = network('2000::/3');
/** Inside 2000::/3 and yet not somebody's host: protocol assignments, documentation, addresses that carry IPv4. */
const notHosts = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '2620:4f:8000::/48'].map(network);

const contains = ([base, bits]: Network, address: Address): boolean =>
  base.kind() === address.kind() && address.match(base, bits);

/**
 * Reads one spelling only: four decimal parts without leading zeros, or IPv6 without a zone. `127.1`, `0x7f000001` and
 * `fe80::1%eth0` are not addresses here; the URL parser has made the first two canonical long before.
 */
export function parseAddress(text: string): Address | null {
  if (isIPv4(text)) return ipaddr.IPv4.parse(text);
  if (isIPv6(text) && !text.includes('%')) return ipaddr.IPv6.parse(text);
  return null;
}

export function classifyAddress(text: string): AddressClass {
  const address = parseAddress(text);
  if (address === null) return 'malformed';
  if (address.range() !== 'unicast') return 'special';
  if (address.kind() === 'ipv4') return within(cloudAddresses, address) ? 'special' : 'public';
  return contains(globalUnicast, address) && !within(notHosts, address) ? 'public' : 'special';
}

const within = (networks: readonly Network[], address: Address): boolean =>
  networks.some((entry) => contains(entry, address));

/** Whether the address lies in one of the networks (`10.0.0.0/8`, or an address alone). */
export function isWithin(text: string, networks: readonly string[]): boolean {
  const address = parseAddress(text);
  if (address === null) return false;
  return networks.some((entry) => {
    if (entry.includes('/')) return contains(network(entry), address);
    return parseAddress(entry)?.toNormalizedString() === address.toNormalizedString();
  });
}

/** Both spell the same address; what is no address is the same as nothing. */
export const isSameAddress = (one: string | undefined, other: string): boolean =>
  one !== undefined && isWithin(one, [other]);
