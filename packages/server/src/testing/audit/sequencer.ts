/** A sequencer that works when a test says so, and entries for it. */
import type { Uuid } from '@wardroom/contract';
import type { AuditEntry } from '../../kernel/audit/entry.ts';
import { CheckpointSigning, Sequencer, type SequencerOptions } from '../../kernel/audit/sequencer/index.ts';
import type { TenantFixture } from '../fixtures.ts';
import type { Harness } from '../harness.ts';

export interface SteppedSequencer {
  readonly sequencer: Sequencer;
  /** Those of one tenant by its id; the others under `null`. */
  readonly faults: (readonly [Uuid | null, unknown])[];
  /** Until there is nothing to do. How many steps it took. */
  drain(): Promise<number>;
}

/** What a sequencer of this deployment is made from. */
export function sequencerParts(
  harness: Harness,
  options: Partial<SequencerOptions> = {},
): Omit<SequencerOptions, 'onFault'> {
  const { keyring, clock, ids, random } = harness.parts;
  const common = { keyring, clock, ids, random, ...options };
  return {
    signing: new CheckpointSigning({ ...common, pool: harness.poolOf('wardroom_platform', 1) }),
    pool: harness.poolOf('wardroom_sealer', 2),
    baseDomain: 'localhost',
    ...common,
  };
}

export function steppedSequencer(
  harness: Harness,
  options: Partial<SequencerOptions> = {},
): SteppedSequencer {
  const faults: [Uuid | null, unknown][] = [];
  const sequencer = new Sequencer({
    ...sequencerParts(harness, options),
    onFault: (tenantId, error) => faults.push([tenantId, error]),
    ...options,
  });
  const drain = async () => {
    let steps = 1;
    while (await sequencer.step()) steps += 1;
    return steps;
  };
  return { sequencer, faults, drain };
}

export const entryOf = (tenant: TenantFixture, number = 0): AuditEntry => ({
  type: 'channel.created',
  outcome: 'success',
  actorType: 'person',
  actorId: tenant.principals.owner.uuid,
  action: 'channels.create',
  resourceKind: 'Channel',
  resourceId: tenant.general.uuid,
  credentialId: tenant.principals.owner.identity.id,
  credentialKind: 'session',
  address: `192.0.2.${number % 250}`,
  requestId: tenant.principals.member.uuid,
  metadata: { kind: `kind ${number}` },
});

/** Commits entries together, as an operation does. */
export async function recordAll(
  harness: Harness,
  { tenant, keys }: TenantFixture,
  entries: readonly AuditEntry[],
): Promise<void> {
  await harness.kernel.database.writeAside(tenant.id, keys, async (tx) => {
    for (const entry of entries) tx.record(entry);
  });
}
