/** What policies of a tenant decide by: read in one transaction, made ready after it. */
import { type PolicySet, policySet, type Uuid, WardroomError } from '@wardroom/contract';
import type { CompiledPolicies } from '@wardroom/policy/attributes';
import type { ReadTransaction } from '../database/transaction.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import { type Handle, handlesIn } from './group-names.ts';
import { readPoliciesVersion, readSettings, readVersions, type SettingsRow } from './store.ts';
import type { compileSaved } from './workshop/index.ts';

export interface DecidingVersion {
  readonly version: number;
  readonly compiled: Pick<CompiledPolicies, 'mentions' | 'seesClock' | 'decide'>;
}

export interface ActivePolicies {
  /** What decides; null: nothing does. */
  readonly active: DecidingVersion | null;
  /** What is asked beside it and decides nothing. */
  readonly evaluated: DecidingVersion | null;
  /** What may be the handle of a group, in either of them. */
  readonly handles: readonly Handle[];
  readonly timeZone: string;
  readonly region: string;
  readonly samplePerMille: number;
}

export const defaultSettings: Omit<SettingsRow, 'revision'> = {
  ...{ time_zone: 'UTC', region: '', sample_per_mille: 10 },
  ...{ active_version: null, evaluated_version: null, evaluated_since: null },
  ...{ evaluated_denials: 0, evaluated_allowances: 0 },
};

export const noPolicies: ActivePolicies = {
  ...{ active: null, evaluated: null, handles: [], timeZone: 'UTC', region: '' },
  samplePerMille: defaultSettings.sample_per_mille,
};

export type CompilePolicies = typeof compileSaved;

/** The version of what policies decide by as of this transaction, and how to make it of what was read, without one. */
export async function readActive(tx: ReadTransaction): Promise<{
  readonly version: number;
  readonly state: (keys: ScopeKeys, compile: CompilePolicies) => Promise<ActivePolicies>;
}> {
  const version = await readPoliciesVersion(tx);
  const settings = (await readSettings(tx)) ?? defaultSettings;
  const { active_version: active, evaluated_version: evaluated } = settings;
  const wanted = [...new Set([active, evaluated].filter((one) => one !== null))];
  const rows = wanted.length === 0 ? [] : await readVersions(tx, wanted);
  const { tenantId } = tx;
  return { version, state: (keys, compile) => assemble({ tenantId, settings, rows, keys, compile }) };
}

interface Parts {
  readonly tenantId: Uuid;
  readonly settings: Omit<SettingsRow, 'revision'>;
  readonly rows: readonly { readonly version: number; readonly sealed: Buffer }[];
  readonly keys: ScopeKeys;
  readonly compile: CompilePolicies;
}

async function assemble({ tenantId, settings, rows, keys, compile }: Parts): Promise<ActivePolicies> {
  await keys.ensureEpochs(
    'policies',
    rows.map((row) => row.sealed),
  );
  const sets = rows.map(({ version, sealed }) => ({
    version,
    set: openSet(keys, tenantId, version, sealed),
  }));
  // They were checked when they were saved; a newer schema may have lost what they name, and then nothing is allowed but
  // the way back for whoever breaks the glass.
  const versions = new Map(
    await Promise.all(
      sets.map(
        async ({ version, set }) => [version, (await compile(tenantId, version, set)) ?? unreadable] as const,
      ),
    ),
  );
  const decidingOf = (version: number | null): DecidingVersion | null => {
    if (version === null) return null;
    const compiled = versions.get(version);
    // A version that is to decide and cannot: nothing is decided without it.
    if (compiled === undefined) throw new WardroomError('unavailable');
    return { version, compiled };
  };
  return {
    ...{ active: decidingOf(settings.active_version), evaluated: decidingOf(settings.evaluated_version) },
    ...{ timeZone: settings.time_zone, region: settings.region, samplePerMille: settings.sample_per_mille },
    handles: handlesIn(
      keys,
      sets.flatMap(({ set }) => set.policies),
    ),
  };
}

export const openSet = (keys: ScopeKeys, tenantId: Uuid, version: number, sealed: Buffer): PolicySet =>
  policySet.parse(JSON.parse(keys.decryptText('policies', fieldOf(tenantId, version), sealed)));

export const sealSet = (keys: ScopeKeys, tenantId: Uuid, version: number, set: PolicySet): Buffer =>
  keys.encrypt('policies', fieldOf(tenantId, version), JSON.stringify(set));

/** Sealed to its place: the text of one version cannot be read as that of another. */
const fieldOf = (tenantId: Uuid, version: number) => ({
  table: 'policy_versions',
  column: `sealed/${version}`,
  row: tenantId,
});

const unreadable: DecidingVersion['compiled'] = {
  mentions: () => true,
  seesClock: () => false,
  decide: () => ({
    ...{ allowed: false, reason: 'error', determining: [] },
    errors: [{ policyId: null, message: 'the saved policies do not compile any more' }],
  }),
};
