/** Lets a saved version decide, evaluates one beside it, or stops either. Going back is naming an older version. */
import { operations, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import { type Implementation, implementCommand, type PrepareContext } from '../../kernel/implementation.ts';
import { type Breaker, compileSaved, handlesIn, type SettingsRow } from '../../kernel/policies/index.ts';
import { asCaller } from './save.ts';
import { changeSettings, currentSettings, requireRevision, toState } from './state.ts';
import { findVersion, writeActivation } from './store.ts';
import { requireSet } from './version.ts';
import { type Deciding, requireWayBack } from './way-back.ts';

export interface ActivateDeps {
  readonly database: TenantDatabase;
  readonly policyBreaker: Breaker;
}

interface Wanted {
  readonly version: number | null;
  readonly mode: 'enforce' | 'evaluate';
}

export const activatePolicies = ({ database, policyBreaker }: ActivateDeps): Implementation =>
  implementCommand('policies.activate', {
    prepare: (context, input) => compileAhead(database, context, input),
    async run(tx, context, input, compiled) {
      const permit = context.authorise('policies.manage', workspace);
      const settings = await currentSettings(tx);
      requireRevision(settings, input.revision);
      if (input.version !== null && (await findVersion(tx, input.version)) === null)
        throw new WardroomError('not_found');
      const next = after(settings, input, context.at);
      if (next === settings) return settings;
      if (input.version !== null && input.mode === 'enforce') {
        // Not compiled, because the caller might not activate when it was asked.
        if (compiled === null) throw new WardroomError('conflict');
        await requireWayBack(tx, context, compiled, settings);
      }
      const before = input.mode === 'enforce' ? settings.active_version : settings.evaluated_version;
      context.record(null, {
        metadata: {
          mode: input.mode,
          version: input.version ?? 0,
          before: before ?? 0,
          reason: input.reason,
        },
      });
      const changed = await changeSettings(tx, context, permit, next);
      if (next.active_version !== settings.active_version)
        await writeActivation(tx, permit, { at: context.at, by: context.authority.principalId });
      return changed;
    },
    present: async ({ tenant }, settings) => ({ state: toState(settings, policyBreaker, tenant.id) }),
  });

/** The same settings when that is how it is already. What decides need not be evaluated any more. */
function after(settings: SettingsRow, { version, mode }: Wanted, at: number): SettingsRow {
  const { active_version: active, evaluated_version: evaluated } = settings;
  if (version === (mode === 'enforce' ? active : evaluated)) return settings;
  const fresh = { evaluated_denials: 0, evaluated_allowances: 0 };
  if (mode === 'evaluate')
    return {
      ...{ ...settings, ...fresh },
      ...{ evaluated_version: version, evaluated_since: version === null ? null : at },
    };
  const isDone = version !== null && version === evaluated;
  return {
    ...settings,
    active_version: version,
    ...(isDone ? { ...fresh, evaluated_version: null, evaluated_since: null } : {}),
  };
}

/** Before anything is locked; the first calls that it decides find it compiled. Null: nothing to compile, or not for them. */
async function compileAhead(
  database: TenantDatabase,
  context: PrepareContext,
  input: Wanted,
): Promise<Deciding | null> {
  const { version } = input;
  if (version === null) return null;
  const { keys, tenant } = context;
  const set = await asCaller(
    database,
    context,
    { operation: operations['policies.activate'], input },
    async (tx) => ((await findVersion(tx, version)) === null ? null : requireSet(tx, keys, version)),
  );
  if (set === null) return null;
  const compiled = await compileSaved(tenant.id, version, set);
  if (compiled !== null) return { compiled, handles: handlesIn(keys, set.policies) };
  const message = `version ${version} does not fit the schema any more; test it to see why`;
  throw new WardroomError('conflict', { problems: [{ path: '/version', message }] });
}
