/** Everything that makes the audit log believed from outside, at its own pace, on nodes that do the work behind requests. */
import type { Uuid } from '@wardroom/contract';
import { createPulse } from '../../pulse.ts';
import { platformLog } from '../logs.ts';
import { sealAuditEntry } from '../seal.ts';
import { insertTenantAudit, tenantAuditValues } from '../store.ts';
import { type Anchor, Anchoring } from './anchoring.ts';
import { DirectoryLog, type DirectoryOptions } from './directory-log.ts';
import { KeyRotation, type RotationOptions } from './rotation.ts';
import { transact } from './transact.ts';
import { type TrustBacklog, Witnessing, type WitnessingOptions } from './witnessing.ts';

export interface TrustOptions
  extends Omit<RotationOptions, 'onFault'>,
    DirectoryOptions,
    Pick<WitnessingOptions, 'witnesses' | 'egress'> {
  readonly anchors: readonly Anchor[];
  /** Of one tenant, or of everybody. */
  readonly onFault: (tenantId: Uuid | null, error: unknown) => void;
  readonly onWitnessFault: (reason: string, error?: unknown) => void;
  readonly onContradiction: () => void;
  readonly onAnchorFault: (error: unknown) => void;
}

export interface Trust {
  readonly rotation: KeyRotation;
  readonly directory: DirectoryLog;
  readonly witnessing: Witnessing;
  readonly anchoring: Anchoring;
  readonly backlog: { readonly witnesses: TrustBacklog; readonly anchors: TrustBacklog };
  start(): void;
  stop(): Promise<void>;
}

const rotationMs = 60_000;
const directoryMs = 5_000;
const outsideMs = 5_000;
/** A witness that is well answers within this. */
const waitForWitnessMs = 300_000;

export function createTrust(options: TrustOptions): Trust {
  const { witnesses, anchors, clock, onFault } = options;
  const rotation = new KeyRotation(options);
  const directory = new DirectoryLog(options);
  const witnessing = new Witnessing({
    ...options,
    onFault: options.onWitnessFault,
    async onContradiction(witness, size, code) {
      options.onContradiction();
      await recordContradiction(options, { witness, size, code });
    },
  });
  const waitMs = witnesses.length === 0 ? 0 : waitForWitnessMs;
  const anchoring = new Anchoring({ ...options, anchors, clock, waitMs, onFault: options.onAnchorFault });
  const beat = (work: () => Promise<unknown>) => async () => {
    await work().catch((error: unknown) => onFault(null, error));
    return false;
  };
  const pulses = [
    createPulse(
      rotationMs,
      beat(() => rotation.step()),
    ),
    createPulse(
      directoryMs,
      beat(() => directory.step()),
    ),
    createPulse(
      outsideMs,
      beat(() => witnessing.step()),
    ),
    createPulse(
      outsideMs,
      beat(() => anchoring.step()),
    ),
  ];
  return {
    ...{ rotation, directory, witnessing, anchoring },
    get backlog() {
      return { witnesses: witnessing.backlog, anchors: anchoring.backlog };
    },
    start: () => pulses.forEach((pulse) => pulse.start()),
    stop: async () => void (await Promise.all(pulses.map((pulse) => pulse.stop()))),
  };
}

async function recordContradiction(
  { keyring, ids, clock, platform }: TrustOptions,
  metadata: { witness: string; size: number; code: string },
): Promise<void> {
  const keys = await keyring.open({ kind: 'platform' });
  const entry = sealAuditEntry(
    {
      ...{ type: 'audit.witness_refused', outcome: 'failure', actorType: 'system', actorId: null },
      ...{
        action: 'audit.witness',
        resourceKind: 'Tenant',
        resourceId: null,
        credentialId: null,
        address: null,
      },
      ...{ requestId: ids.next(), metadata },
    },
    keys,
    ids,
    clock,
  );
  await transact({ pool: platform }, (session) =>
    session.send(insertTenantAudit, tenantAuditValues(platformLog, [entry])),
  );
}
