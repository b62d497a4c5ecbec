/** directory.listAudit: the platform log, newest first. */
import { type AuditEntryView, encodeId, type IdKind, type Uuid, uuidOf } from '@wardroom/contract';
import { openAuditEntry } from '../../kernel/audit/seal.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { implementPlatformQuery, type PlatformImplementation } from '../../kernel/platform/index.ts';
import { type PlatformAuditRow, readAudit } from './store.ts';

export const listAudit = (): PlatformImplementation =>
  implementPlatformQuery('directory.listAudit', {
    async run(tx, context, { before, limit }) {
      context.authorise();
      const rows = await readAudit(tx, before === undefined ? null : uuidOf(before), limit + 1);
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
    async present({ keys }, { rows, more }) {
      await keys.ensureEpochs(
        'audit',
        rows.map(({ sealed }) => sealed),
      );
      const last = rows.at(-1);
      return {
        entries: rows.map((row) => presentEntry(keys, row)),
        next: more && last ? encodeId('auditEntry', last.entry_id) : null,
      };
    },
  });

function presentEntry(keys: ScopeKeys, row: PlatformAuditRow): AuditEntryView {
  const { address, metadata } = openAuditEntry(row.entry_id, row.sealed, keys);
  return {
    id: encodeId('auditEntry', row.entry_id),
    at: row.at,
    type: row.type,
    store: row.store,
    outcome: row.outcome,
    actorType: row.actor_type,
    actorId: named(row.actor_type === 'operator' ? 'operator' : 'principal', row.actor_id),
    subjectId: named(row.type.startsWith('operator.') ? 'operator' : 'principal', row.subject_id),
    action: row.action,
    resourceKind: row.resource_kind,
    resourceId: named(resourceIdKind(row), row.resource_id),
    address,
    credentialId: named('credential', row.credential_id),
    requestId: encodeId('request', row.request_id),
    count: row.count,
    metadata: { ...metadata },
  };
}

const named = (kind: IdKind, id: Uuid | null): string | null => (id === null ? null : encodeId(kind, id));

/** What entries of this realm are about: a key of an operator, else a workspace. */
const resourceIdKind = ({ type }: PlatformAuditRow): IdKind =>
  type.startsWith('operator.credential_') ? 'credential' : 'tenant';
