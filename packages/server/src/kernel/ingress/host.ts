/** The Host header: exactly one, the platform's or what may be a tenant's, with the port that this deployment answers at. */
import { customNameOf, isPlatformHost, slugOfHost } from '../directory/host.ts';
import { headerValues } from './headers.ts';

export interface HostSettings {
  readonly baseDomain: string;
  readonly publicScheme: 'http' | 'https';
  /** Ports that browsers may name. The default port of the scheme is not named in Host and Origin. */
  readonly ports: () => readonly number[];
}

export interface HostReading {
  readonly realm: 'tenant' | 'platform';
  /** Neither the deployment's domain nor below it: a tenant's own, if it is one's at all. */
  readonly isCustom: boolean;
  /** Lower case, with the port when it was sent. */
  readonly host: string;
  /** The origin of every page of this host (RFC 6454). */
  readonly ownOrigin: string;
}

/** Ports that browsers name: the configured one, else the scheme's with https, else the one listened on. */
export function publicPorts(
  config: { readonly publicScheme: 'http' | 'https'; readonly publicPort: number | undefined },
  listening: number | undefined,
): readonly number[] {
  if (config.publicPort !== undefined) return [config.publicPort];
  if (config.publicScheme === 'https') return [443];
  return listening === undefined ? [] : [listening];
}

/** The origin of a host of this deployment, as browsers write it. */
export function originOf(scheme: 'http' | 'https', name: string, port: number): string {
  return port === defaultPorts[scheme] ? `${scheme}://${name}` : `${scheme}://${name}:${port}`;
}

const defaultPorts = { http: 80, https: 443 } as const;

/** Null for no Host header, two of them, one of another form, domain or port. Whether the tenant exists is not asked. */
export function readHost(rawHeaders: readonly string[], settings: HostSettings): HostReading | null {
  const values = headerValues(rawHeaders, 'host');
  const [value] = values;
  if (value === undefined || values.length > 1 || value.length > 260) return null;
  const host = value.toLowerCase();
  const found = realmOf(host, settings.baseDomain);
  return found !== null && namesPort(host, settings)
    ? { ...found, host, ownOrigin: `${settings.publicScheme}://${host}` }
    : null;
}

function realmOf(host: string, baseDomain: string): Pick<HostReading, 'realm' | 'isCustom'> | null {
  if (isPlatformHost(host, baseDomain)) return { realm: 'platform', isCustom: false };
  if (slugOfHost(host, baseDomain) !== null) return { realm: 'tenant', isCustom: false };
  return customNameOf(host, baseDomain) === null ? null : { realm: 'tenant', isCustom: true };
}

function namesPort(host: string, { publicScheme, ports }: HostSettings): boolean {
  const named = /:(\d{1,5})$/.exec(host)?.[1];
  const standard = defaultPorts[publicScheme];
  if (named === undefined) return ports().includes(standard);
  // A browser never names the default port, so an origin with it would match no page.
  return Number(named) !== standard && ports().includes(Number(named));
}
