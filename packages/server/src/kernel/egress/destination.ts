/**
 * Where an address that a tenant gave would lead, before anything is looked up. The text is parsed once; from then on only
 * the parsed object counts, so no second parser can understand it differently.
 */
import { isIP } from 'node:net';
import { type Allowance, allowancesFor } from './allow-list.ts';
import { alternativePort, type Purpose, type PurposeRules, purposes } from './purposes.ts';
import { Refusal } from './refusal.ts';
import { isSpecialUse } from './special-use.ts';

export interface Destination {
  readonly url: URL;
  /** A name in lower case, or an address without brackets. */
  readonly host: string;
  readonly isLiteral: boolean;
  readonly port: number;
  /** What the operator has admitted for this purpose, host and port. */
  readonly allowances: readonly Allowance[];
}

export interface DestinationRules {
  /** Our own domains; names below them are ours, too. Lower case. */
  readonly ownDomains: readonly string[];
  readonly isAlternativePortOpen: boolean;
  readonly allowList: readonly Allowance[];
}

const maxLength = 2048;
const standardPort = 443;
const printable = /^[\x21-\x5b\x5d-\x7e]+$/;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

export function parseDestination(purpose: Purpose, text: string, rules: DestinationRules): Destination {
  const { protocol, ports } = purposes[purpose];
  const url = parseUrl(text, protocol);
  if (url.username !== '' || url.password !== '') throw new Refusal('url_userinfo');
  // The parser drops an empty fragment; the text still shows that somebody wrote one.
  if (url.hash !== '' || text.includes('#')) throw new Refusal('url_fragment');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? standardPort : Number(url.port);
  const allowances = allowancesFor(rules.allowList, { purpose, host, port });
  if (allowances.length === 0 && !isPortOpen(port, ports, rules)) throw new Refusal('port_refused');
  const isLiteral = isIP(host) !== 0;
  if (!isLiteral) requireHost(host, rules, allowances.length > 0);
  return { url, host, isLiteral, port, allowances };
}

/** The standard reads the host of a scheme it does not know as any text; `tls` is read as `https`, and has no path. */
function parseUrl(text: string, protocol: PurposeRules['protocol']): URL {
  if (typeof text !== 'string' || text.length > maxLength || !printable.test(text))
    throw new Refusal('url_malformed');
  if (protocol === 'tls:' && !/^tls:\/\/[^/?#]+$/.test(text)) throw new Refusal('protocol_refused');
  const url = URL.parse(protocol === 'tls:' ? text.replace('tls:', 'https:') : text);
  if (url === null) throw new Refusal('url_malformed');
  if (url.protocol !== 'https:') throw new Refusal('protocol_refused');
  return url;
}

const isPortOpen = (port: number, ports: readonly number[], rules: DestinationRules): boolean =>
  ports.includes(port) && (port !== alternativePort || rules.isAlternativePortOpen);

/** Letters, digits and hyphens, two labels at least (RFC 1123 section 2.1); a trailing dot would be an empty label. */
function requireHost(host: string, { ownDomains }: DestinationRules, isAdmitted: boolean): void {
  const labels = host.split('.');
  if (host.length > 253 || labels.length < 2 || !labels.every((part) => label.test(part)))
    throw new Refusal('host_malformed');
  if (isBelow(host, ownDomains)) throw new Refusal('host_own');
  if (!isAdmitted && isSpecialUse(host)) throw new Refusal('host_special_use');
}

/** `host` is one of the domains, or below one. */
export const isBelow = (host: string, domains: readonly string[]): boolean =>
  domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
