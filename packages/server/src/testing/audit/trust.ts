/** Rotation and directory that work when a test says so. */
import type { Uuid } from '@wardroom/contract';
import { CheckpointSigning } from '../../kernel/audit/sequencer/index.ts';
import { DirectoryLog, KeyRotation, type RotationOptions } from '../../kernel/audit/trust/index.ts';
import type { Harness } from '../harness.ts';

export interface SteppedTrust {
  readonly rotation: KeyRotation;
  readonly directory: DirectoryLog;
  readonly faults: (readonly [Uuid | null, unknown])[];
}

/** What all parts of it are made from. */
export function trustParts(harness: Harness, options: Partial<RotationOptions> = {}) {
  const { keyring, ids, random } = harness.parts;
  const { clock = harness.parts.clock } = options;
  const platform = harness.poolOf('wardroom_platform', 2);
  const common = { keyring, clock, ids, random };
  return {
    ...{ ...common, platform, baseDomain: 'localhost' },
    pool: harness.poolOf('wardroom_sealer', 2),
    signing: new CheckpointSigning({ ...common, pool: platform }),
    ...options,
  };
}

export function steppedTrust(harness: Harness, options: Partial<RotationOptions> = {}): SteppedTrust {
  const faults: [Uuid | null, unknown][] = [];
  const onFault = (tenantId: Uuid | null, error: unknown) => void faults.push([tenantId, error]);
  const all = { ...trustParts(harness, options), onFault };
  return { rotation: new KeyRotation(all), directory: new DirectoryLog(all), faults };
}
