/** What decides now and with which settings: as it is stored, changed and shown. */
import type { Operations, OutputOf, Uuid } from '@wardroom/contract';
import { encodeId, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementQuery, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import {
  type Breaker,
  defaultSettings,
  readSettings,
  type SettingsRow,
} from '../../kernel/policies/index.ts';
import { readActivation, writeSettings } from './store.ts';

export type State = OutputOf<Operations['policies.show']>['state'];

export const showPolicies = ({ policyBreaker }: { readonly policyBreaker: Breaker }): Implementation =>
  implementQuery('policies.show', {
    async run(tx, context) {
      context.authorise('policies.view', workspace);
      const [settings, activation] = await Promise.all([currentSettings(tx), readActivation(tx)]);
      return { settings, activation };
    },
    present: async ({ tenant }, { settings, activation }) => ({
      state: toState(settings, policyBreaker, tenant.id),
      activation: activation && {
        activatedAt: activation.activated_at,
        activatedBy: encodeId('principal', activation.activated_by),
      },
    }),
  });

/** Revision 0: nobody has changed them yet. */
export const currentSettings = async (tx: ReadTransaction): Promise<SettingsRow> =>
  (await readSettings(tx)) ?? { ...defaultSettings, revision: 0 };

/** Throws `conflict` when somebody else has changed them meanwhile. */
export function requireRevision({ revision }: SettingsRow, seen: number): void {
  if (revision === seen) return;
  const message = `they have been changed meanwhile and are now at revision ${revision}`;
  throw new WardroomError('conflict', { problems: [{ path: '/revision', message }] });
}

/** Writes what is different; whoever looks at policies, or at what they hide, is told. */
export async function changeSettings(
  tx: WriteTransaction,
  { authority, at }: Pick<RunContext, 'authority' | 'at'>,
  permit: Permit,
  row: SettingsRow,
): Promise<SettingsRow> {
  const next = { ...row, revision: row.revision + 1 };
  await writeSettings(tx, permit, next, at);
  tx.append({ type: 'policy.changed', at, actorId: authority.principalId });
  return next;
}

export const toState = (row: SettingsRow, breaker: Breaker, tenantId: Uuid): State => ({
  active: row.active_version,
  evaluated: row.evaluated_version,
  evaluatedSince: row.evaluated_since,
  evaluatedDenials: row.evaluated_denials,
  evaluatedAllowances: row.evaluated_allowances,
  trippedUntil: breaker.openUntil(tenantId),
  timeZone: row.time_zone,
  region: row.region,
  samplePerMille: row.sample_per_mille,
  revision: row.revision,
});
