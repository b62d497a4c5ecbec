/** What makes audit logs believed from outside: started with the work behind requests, and what operators hear of it. */
import * as z from 'zod';
import { CheckpointSigning } from '../kernel/audit/sequencer/index.ts';
import {
  type Anchor,
  createTrust,
  fileAnchor,
  readWitness,
  s3Anchor,
  syslogAnchor,
  type Trust,
} from '../kernel/audit/trust/index.ts';
import type { Config } from '../kernel/config/index.ts';
import type { Egress } from '../kernel/egress/index.ts';
import type { Log } from '../kernel/log/index.ts';
import { readSecretFile, StartupError, type StopStack } from '../kernel/process/index.ts';
import { systemRandom } from '../kernel/random.ts';
import type { Kernels } from './kernels.ts';
import type { Pools } from './pools.ts';

export interface TrustParts {
  readonly config: Config;
  readonly log: Log;
  readonly stack: StopStack;
  readonly pools: Pools;
  readonly kernels: Kernels;
  readonly egress: Egress;
}

export async function startTrust(parts: TrustParts): Promise<Trust> {
  const { config, log, stack, pools, kernels, egress } = parts;
  const { keyring, clock, ids } = kernels.tenants;
  const common = { keyring, clock, random: systemRandom };
  const refuse = (error: unknown) => {
    throw new StartupError('witness', `WARDROOM_WITNESSES: ${String(error)}`, { exitCode: 2 });
  };
  const trust = createTrust({
    ...{ ...common, ids, egress, baseDomain: config.baseDomain },
    pool: pools.sealer,
    platform: pools.platform,
    signing: new CheckpointSigning({ ...common, pool: pools.platform }),
    witnesses: await Promise.all(config.witnesses.map(readWitness)).catch(refuse),
    anchors: await anchorsOf(parts),
    onFault: (tenantId, error) => log.error('audit.failed', { tenantId }, error),
    onWitnessFault: (reason, error) => log.warn('audit.witness_failed', { reason }, error),
    onContradiction: () => log.error('audit.contradicted'),
    onAnchorFault: (error) => log.warn('audit.anchor_failed', {}, error),
  });
  stack.push('trust', () => trust.stop());
  trust.start();
  return trust;
}

const bucket = z.strictObject({
  address: z.url({ protocol: /^https$/ }).endsWith('/'),
  region: z.string().min(1).max(64),
  prefix: z.string().max(200),
  retentionDays: z.int().min(1).max(36_500),
  accessKeyId: z.string().min(1).max(200),
  secretAccessKey: z.string().min(1).max(500),
});

async function anchorsOf({ config, egress, kernels }: TrustParts): Promise<Anchor[]> {
  const { anchorFile, anchorBucketFile, anchorSyslog, baseDomain } = config;
  return [
    ...(anchorFile === undefined ? [] : [fileAnchor(anchorFile)]),
    ...(anchorBucketFile === undefined
      ? []
      : [s3Anchor(egress, await readBucket(anchorBucketFile), kernels.tenants.clock)]),
    ...(anchorSyslog === undefined ? [] : [syslogAnchor(egress, anchorSyslog, baseDomain)]),
  ];
}

async function readBucket(path: string): Promise<z.infer<typeof bucket>> {
  const text = await readSecretFile(path);
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Not repeated: it holds a secret.
  }
  const result = bucket.safeParse(value);
  if (result.success) return result.data;
  const names = Object.keys(bucket.shape).join(', ');
  throw new StartupError('anchor_bucket', `The file ${path} is no JSON object with ${names}.`, {
    exitCode: 2,
  });
}
