/**
 * What the operator admits although the rules refuse it: one host, one port and one network for one purpose. It is the
 * deployment's own word (configuration), never a tenant's.
 */
import { isIP } from 'node:net';
import { type Purpose, purposeNames } from './purposes.ts';

export interface Allowance {
  readonly purpose: Purpose;
  /** Exactly this name or address, in lower case. */
  readonly host: string;
  readonly port: number;
  /** Where it may lead: a network in CIDR form. */
  readonly network: string;
}

/**
 * `purpose=host:port=network`, e.g. `jwks=keys.internal:8443=10.1.2.0/24`, or null when it is not of this form.
 */
export function parseAllowance(text: string): Allowance | null {
  const match = /^([a-z_]+)=(\[[0-9a-f:]+\]|[a-z0-9.-]+):([0-9]{1,5})=([0-9a-f.:]+)\/([0-9]{1,3})$/.exec(
    text,
  );
  const [, name, written = '', digits, address = '', bits] = match ?? [];
  const purpose = purposeNames.find((known) => known === name);
  const port = Number(digits);
  const version = isIP(address);
  const isNetwork = version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
  if (purpose === undefined || !(port >= 1 && port <= 65_535) || !isNetwork) return null;
  return { purpose, host: written.replace(/^\[|\]$/g, ''), port, network: `${address}/${bits}` };
}

export const allowancesFor = (
  list: readonly Allowance[],
  { purpose, host, port }: Pick<Allowance, 'purpose' | 'host' | 'port'>,
): readonly Allowance[] =>
  list.filter((entry) => entry.purpose === purpose && entry.host === host && entry.port === port);
