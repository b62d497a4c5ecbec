/** How long keys live in a workspace, and which programs it lets in. Nothing chosen: the defaults. */
import type { AccessSettings } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { findSettings } from './store.ts';

/**
 * The least that works for everybody without letting anybody in unseen: a program that registers itself waits for
 * somebody to admit it. A document at an address of its own is believed, because it proves whose address that is, and
 * people are shown that address before they grant anything.
 */
export const defaultSettings: AccessSettings = Object.freeze({
  keyCadence: 'standard',
  graceDays: 7,
  selfRegistration: 'approval',
  clientDocuments: 'any',
  documentHosts: [],
});

/** Days that keys of programs and secrets of clients live at most (TOK-08). */
export const longestDays: Readonly<Record<AccessSettings['keyCadence'], number>> = {
  standard: 90,
  regulated: 30,
};

export async function readAccessSettings(tx: ReadTransaction): Promise<AccessSettings> {
  const row = await findSettings(tx);
  if (row === null) return defaultSettings;
  return {
    keyCadence: row.key_cadence,
    graceDays: row.grace_days,
    selfRegistration: row.self_registration,
    clientDocuments: row.client_documents,
    documentHosts: row.document_hosts,
  };
}

/** Whether the document of a client at this host is believed. Hosts are compared as a whole. */
export const believesDocumentsOf = (settings: AccessSettings, host: string): boolean =>
  settings.clientDocuments === 'any' ||
  (settings.clientDocuments === 'listed' && settings.documentHosts.includes(host));
