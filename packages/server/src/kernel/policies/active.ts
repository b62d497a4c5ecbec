/**
 * What the policies of a tenant are now, compiled once per node and version. A transaction that has read the version sees
 * exactly that state: it is read in the same transaction when this node does not have it.
 */
import { type PolicySet, policySet, type Uuid, WardroomError } from '@wardroom/contract';
import type { CompiledPolicies } from '@wardroom/policy/attributes';
import { LRUCache } from 'lru-cache';
import type { ReadTransaction } from '../database/transaction.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import { type Handle, handlesIn } from './group-names.ts';
import { readSettings, readVersions, type SettingsRow } from './store.ts';
import { compileSaved } from './workshop/index.ts';

export interface DecidingVersion {
  readonly version: number;
  readonly compiled: Pick<CompiledPolicies, 'mentions' | 'decide'>;
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

const noPolicies: ActivePolicies = {
  ...{ active: null, evaluated: null, handles: [], timeZone: 'UTC', region: '' },
  samplePerMille: defaultSettings.sample_per_mille,
};

interface Known {
  readonly at: number;
  readonly policies: ActivePolicies;
}

const known = new WeakMap<object, LRUCache<Uuid, Known>>();

/** The state of this version, which the transaction has read from the head of the tenant. */
export async function activePolicies(
  tx: ReadTransaction,
  keys: ScopeKeys,
  at: number,
): Promise<ActivePolicies> {
  if (at === 0) return noPolicies;
  const states = known.get(tx.origin) ?? new LRUCache<Uuid, Known>({ max: 1_000 });
  known.set(tx.origin, states);
  const found = states.get(tx.tenantId);
  if (found?.at === at) return found.policies;
  const policies = await load(tx, keys);
  if (!tx.wrote) states.set(tx.tenantId, { at, policies });
  return policies;
}

async function load(tx: ReadTransaction, keys: ScopeKeys): Promise<ActivePolicies> {
  const settings = (await readSettings(tx)) ?? defaultSettings;
  const { active_version: active, evaluated_version: evaluated } = settings;
  const wanted = [...new Set([active, evaluated].filter((version) => version !== null))];
  const rows = wanted.length === 0 ? [] : await readVersions(tx, wanted);
  await keys.ensureEpochs(
    'policies',
    rows.map((row) => row.sealed),
  );
  const sets = rows.map(({ version, sealed }) => ({
    version,
    set: openSet(keys, tx.tenantId, version, sealed),
  }));
  const versions = new Map(
    await Promise.all(
      sets.map(async ({ version, set }) => [version, await compile(tx.tenantId, version, set)] as const),
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
    ...{ active: decidingOf(active), evaluated: decidingOf(evaluated) },
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

/**
 * They were checked when they were saved; a newer schema may have lost what they name, and then nothing is allowed but the
 * way back for whoever breaks the glass.
 */
const compile = async (
  tenantId: Uuid,
  version: number,
  set: PolicySet,
): Promise<DecidingVersion['compiled']> => (await compileSaved(tenantId, version, set)) ?? unreadable;

const unreadable: DecidingVersion['compiled'] = {
  mentions: () => true,
  decide: () => ({
    ...{ allowed: false, reason: 'error', determining: [] },
    errors: [{ policyId: null, message: 'the saved policies do not compile any more' }],
  }),
};
