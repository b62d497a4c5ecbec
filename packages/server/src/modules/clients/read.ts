/** A client as other modules read it, inside their own transactions. */
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type ClientRecord, documentLookup, parseProtocolName, toRecord } from './client.ts';
import { findByDocument, findClient } from './store.ts';

/** A client by the name that it gives itself, whatever its status. A name that no client can have costs no query. */
export async function readClient(
  tx: ReadTransaction,
  keys: ScopeKeys,
  protocolName: string,
): Promise<ClientRecord | null> {
  const name = parseProtocolName(protocolName);
  if (name === null) return null;
  const row =
    'id' in name
      ? await findClient(tx, name.id)
      : await findByDocument(tx, documentLookup(keys, name.documentUrl));
  // A client with a document has no other name.
  if (row === null || ('id' in name && row.registration === 'document')) return null;
  await keys.ensureEpochs('credentials', [row.sealed]);
  return toRecord(keys, row);
}
