/** The log of decisions, as clients see it. */
import { encodeId, type IdKind, type Operations, type OutputOf, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type DecisionLog, type LoggedRequest, openRequest } from '../../kernel/policies/index.ts';
import { type DecisionRow, listDecisions } from './store.ts';

type DecisionView = OutputOf<Operations['decisions.list']>['decisions'][number];

export interface Opened {
  readonly row: DecisionRow;
  readonly request: LoggedRequest;
}

export const listLoggedDecisions = ({ decisions }: { readonly decisions: DecisionLog }): Implementation =>
  implementQuery('decisions.list', {
    async run(tx, context, { after, limit, principalId, allowed }) {
      context.authorise('policies.view', workspace);
      const rows = await listDecisions(tx, {
        after: after === undefined ? null : uuidOf(after),
        principalId: principalId === undefined ? null : uuidOf(principalId),
        allowed: allowed ?? null,
        limit: limit + 1,
      });
      const shown = rows.slice(0, limit);
      return { rows: shown, last: rows.length > limit ? (shown.at(-1)?.decision_id ?? null) : null };
    },
    async present({ keys, tenant }, { rows, last }) {
      return {
        decisions: (await openDecisions(keys, rows)).map(toDecisionView),
        next: last === null ? null : encodeId('decision', last),
        dropped: decisions.dropped(tenant.id),
      };
    },
  });

export async function openDecisions(keys: ScopeKeys, rows: readonly DecisionRow[]): Promise<Opened[]> {
  await keys.ensureEpochs(
    'policies',
    rows.map((row) => row.sealed),
  );
  return rows.map((row) => ({ row, request: openRequest(keys, row.decision_id, row.sealed) }));
}

const idKindOfResource: Readonly<Record<string, IdKind>> = {
  ...{ Channel: 'channel', Message: 'message', Principal: 'principal', Group: 'group', Role: 'role' },
  ...{ Session: 'session', Credential: 'credential', Token: 'token', Client: 'client', Grant: 'grant' },
  ...{ Domain: 'domain', Invitation: 'invitation' },
};

export const toDecisionView = ({ row, request }: Opened): DecisionView => {
  const kind = idKindOfResource[row.resource_kind];
  return {
    id: encodeId('decision', row.decision_id),
    at: row.at,
    principalId: encodeId('principal', row.principal_id),
    operation: row.operation,
    permission: row.permission,
    resourceKind: row.resource_kind,
    resourceId: kind === undefined || row.resource_id === null ? null : encodeId(kind, row.resource_id),
    allowed: row.allowed,
    byPolicy: row.by_policy,
    policyVersion: row.policy_version ?? 0,
    determining: request.determining.slice(0, 50),
    address: request.context.address?.slice(0, 64) ?? null,
  };
};
