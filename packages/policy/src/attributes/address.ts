/**
 * Addresses as policies see them. One address has many spellings, and an IPv4 client of an IPv6 socket arrives as
 * `::ffff:10.0.0.1`: without one form for each address, a policy that forbids a network would be passed by spelling.
 */
const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** RFC 4291, section 2.5.5.2, as the URL standard writes it. */
const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** The canonical text of one IPv4 or IPv6 address; throws for anything else, ranges and zones included. */
export function canonicalAddress(address: string): string {
  if (ipv4.test(address) && address.split('.').every(isByte)) return address;
  if (!/^[0-9a-f:.]+$/i.test(address) || !address.includes(':')) throw new TypeError('not an IP address');
  const host = `http://[${address}]/`;
  if (!URL.canParse(host)) throw new TypeError('not an IP address');
  const canonical = new URL(host).hostname.slice(1, -1);
  const [, high, low] = mapped.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap((pair) => [pair >> 8, pair & 255]).join('.');
}

/** Leading zeros are refused: some readers take them for octal. */
const isByte = (part: string): boolean => String(Number(part)) === part && Number(part) <= 255;
