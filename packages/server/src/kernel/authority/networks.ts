/**
 * Networks that a key is held to, in CIDR notation (RFC 4632, RFC 4291). Compared by node:net; what is not an address is in
 * no network.
 */
import { BlockList, isIP } from 'node:net';
import { LRUCache } from 'lru-cache';

const bitsOf = { ipv4: 32, ipv6: 128 } as const;
type Family = keyof typeof bitsOf;

interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: Family;
}

/** IPv4 in IPv6 form (RFC 4291, 2.5.5.2) is the same network. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

const familyOf = (address: string): Family | null => {
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return null;
  return version === 6 ? 'ipv6' : 'ipv4';
};

function parseNetwork(text: string): Network | null {
  const [address = '', length, ...rest] = text.split('/');
  const family = familyOf(address);
  if (family === null || rest.length > 0 || (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)))
    return null;
  const bits = length === undefined ? bitsOf[family] : Number(length);
  if (bits > bitsOf[family]) return null;
  const inner = mapped.exec(address)?.[1];
  if (inner !== undefined && bits >= 96 && familyOf(inner) !== null)
    return { address: inner, bits: bits - 96, family: 'ipv4' };
  return { address, bits, family };
}

/** The one way to write a network: `10.0.0.0/8`, `2001:db8::/32`. Null for what is none, and when host bits are set. */
export function canonicalCidr(text: string): string | null {
  const network = parseNetwork(text);
  if (network === null) return null;
  const { bits, family } = network;
  const hostBits = BigInt(bitsOf[family] - bits);
  const value = numberOf(network);
  return (value >> hostBits) << hostBits === value ? `${canonicalAddress(network)}/${bits}` : null;
}

const canonicalAddress = ({ address, family }: Pick<Network, 'address' | 'family'>): string =>
  family === 'ipv4' ? address : new URL(`http://[${address}]/`).hostname.slice(1, -1);

function numberOf({ address, family }: Network): bigint {
  const join = (parts: readonly number[], width: bigint) =>
    parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n);
  if (family === 'ipv4') return join(address.split('.').map(Number), 8n);
  const [head = '', tail] = canonicalAddress({ address, family }).split('::');
  const groups = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail ?? '')];
  return join([...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after], 16n);
}

const lists = new LRUCache<string, BlockList>({ max: 1_000 });

function listOf(cidrs: readonly string[]): BlockList {
  const name = cidrs.join(' ');
  const known = lists.get(name);
  if (known) return known;
  const list = new BlockList();
  for (const cidr of cidrs) {
    const network = parseNetwork(cidr);
    if (network === null) throw new Error('a stored network is not one');
    list.addSubnet(network.address, network.bits, network.family);
  }
  lists.set(name, list);
  return list;
}

/** Whether an address is in one of these networks. No networks: everywhere. */
export function allowsAddress(cidrs: readonly string[], address: string): boolean {
  if (cidrs.length === 0) return true;
  const plain = mapped.exec(address)?.[1] ?? address;
  const family = familyOf(plain);
  return family !== null && listOf(cidrs).check(plain, family);
}

/** Whether whatever is in the inner networks is in the outer ones, each as a whole in one of them. */
export function coversNetworks(outer: readonly string[], inner: readonly string[]): boolean {
  if (outer.length === 0) return true;
  return (
    inner.length > 0 &&
    inner.every((cidr) => {
      const network = parseNetwork(cidr);
      return (
        network !== null &&
        outer.some(
          (wider) =>
            (parseNetwork(wider)?.bits ?? Infinity) <= network.bits &&
            listOf([wider]).check(network.address, network.family),
        )
      );
    })
  );
}
