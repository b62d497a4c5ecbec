/** The audit log, newest first. Reading it is itself recorded, before the answer leaves (kernel/run). */
import { type AuditEntryView, encodeId, type IdKind, uuidOf } from '@wardroom/contract';
import { openAuditEntry } from '../../kernel/audit/seal.ts';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type EntryRow, listEntries } from './store.ts';

export const listAudit = (): Implementation =>
  implementQuery('audit.list', {
    async run(tx, context, { before, type = null, outcome = null, limit }) {
      context.authorise('audit.view', workspace);
      const position = before === undefined ? null : uuidOf(before);
      const rows = await listEntries(tx, { before: position, type, outcome, limit: limit + 1 });
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
    async present({ keys }, { rows, more }) {
      await keys.ensureEpochs(
        'audit',
        rows.map((row) => row.sealed),
      );
      const last = rows.at(-1);
      return {
        entries: rows.map((row) => toView(keys, row)),
        next: more && last ? encodeId('auditEntry', last.entry_id) : null,
      };
    },
  });

function toView(keys: ScopeKeys, row: EntryRow): AuditEntryView {
  const { address, metadata } = openAuditEntry(row.entry_id, row.sealed, keys);
  return {
    id: encodeId('auditEntry', row.entry_id),
    at: row.at,
    type: row.type,
    store: row.store,
    outcome: row.outcome,
    actorType: row.actor_type,
    actorId: encoded(row.actor_type === 'operator' ? 'operator' : 'principal', row.actor_id),
    subjectId: encoded('principal', row.subject_id),
    action: row.action,
    resourceKind: row.resource_kind,
    resourceId: encoded(kindOfResource[row.resource_kind], row.resource_id),
    address,
    credentialId: encoded(row.by_key ? 'credential' : 'session', row.credential_id),
    requestId: encodeId('request', row.request_id),
    count: row.count,
    metadata,
  };
}

const encoded = (kind: IdKind, id: string | null): string | null => (id === null ? null : encodeId(kind, id));

const kindOfResource: Readonly<Record<EntryRow['resource_kind'], IdKind>> = {
  Tenant: 'tenant',
  Deployment: 'tenant',
  Channel: 'channel',
  Message: 'message',
  Principal: 'principal',
  Session: 'session',
  Credential: 'credential',
  Invitation: 'invitation',
};
