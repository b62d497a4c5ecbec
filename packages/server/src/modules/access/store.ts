/** SQL of the settings of access. */
import type { AccessSettings } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface SettingsRow {
  readonly key_cadence: AccessSettings['keyCadence'];
  readonly grace_days: number;
  readonly self_registration: AccessSettings['selfRegistration'];
  readonly client_documents: AccessSettings['clientDocuments'];
  readonly document_hosts: string[];
}

const find = query<SettingsRow>(
  'access.find',
  `select key_cadence, grace_days, self_registration, client_documents, document_hosts
     from tenant.access_settings where tenant_id = $1`,
);
const write = command(
  'access.write',
  `insert into tenant.access_settings (tenant_id, key_cadence, grace_days, self_registration, client_documents,
                                       document_hosts, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (tenant_id) do update
     set key_cadence = excluded.key_cadence, grace_days = excluded.grace_days,
         self_registration = excluded.self_registration, client_documents = excluded.client_documents,
         document_hosts = excluded.document_hosts, updated_at = excluded.updated_at`,
);

export async function findSettings(tx: ReadTransaction): Promise<SettingsRow | null> {
  const [row] = await tx.query(find, [tx.tenantId]);
  return row ?? null;
}

export async function writeSettings(
  tx: WriteTransaction,
  permit: Permit,
  settings: AccessSettings,
  at: number,
): Promise<void> {
  const { keyCadence, graceDays, selfRegistration, clientDocuments, documentHosts } = settings;
  const values = [keyCadence, graceDays, selfRegistration, clientDocuments, documentHosts];
  await tx.execute(permit, write, [permit.tenantId, ...values, instant(at)]);
}
