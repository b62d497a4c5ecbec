/** The egress guard of this deployment: its settings, and where its refusals are told. */
import { readFile } from 'node:fs/promises';
import { type Clock, systemClock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config/index.ts';
import { createEgress, type Egress, type EgressSignal } from '../kernel/egress/index.ts';
import type { Log } from '../kernel/log/index.ts';
import { StartupError } from '../kernel/process/index.ts';

export interface EgressParts {
  readonly config: Config;
  readonly log: Log;
  readonly clock?: Clock;
  /** Custom domains of tenants, which are ours beside the domain of the deployment. */
  readonly isOwnHost?: (host: string) => Promise<boolean>;
}

export async function openEgress({
  config,
  log,
  clock = systemClock,
  isOwnHost,
}: EgressParts): Promise<Egress> {
  return createEgress({
    clock,
    settings: {
      resolvers: config.egressResolvers,
      ownDomains: [config.baseDomain],
      ownAddresses: config.ownAddresses,
      isAlternativePortOpen: config.egressPort8443,
      allowList: config.egressAllow,
      certificates: await certificatesIn(config.egressCertificatesFile),
      proxy: config.egressProxy,
    },
    onSignal: (signal) => tell(log, signal),
    ...(isOwnHost === undefined ? {} : { isOwnHost }),
  });
}

async function certificatesIn(path: string | undefined): Promise<string[]> {
  if (path === undefined) return [];
  const text = await readFile(path, 'utf8').catch(() => '');
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (found === null)
    throw new StartupError('certificates_file', `The file ${path} holds no certificate in PEM form.`, {
      exitCode: 2,
    });
  return found;
}

/** Without host and address: whom a tenant works with is no business of the operator's log. */
function tell(
  log: Log,
  { purpose, tenantId, reason, isSuspicious, port, code, durationMs }: EgressSignal,
): void {
  const fields = { purpose, tenantId, reason, port, durationMs, suspicious: isSuspicious };
  const write = isSuspicious ? log.warn : log.info;
  write('egress.refused', code === null ? fields : { ...fields, code });
}
