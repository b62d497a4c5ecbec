/** One entry with all that shows it to be in the log, as it stands in the database: what was changed proves nothing. */
import { type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { base64, type ExportDirectory, type Opening, parseCheckpoint, parseNote } from '@wardroom/seal';
import { leafBytes, openLoggedPart, openOpening } from '../../kernel/audit/sequencer/index.ts';
import type { ReadLogKeys } from '../../kernel/audit/trust/log-keys.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { bothStores, isReadable, readableStores } from '../audit/index.ts';
import { findLogged, findOpenings, findWaiting, newestCheckpoint } from './store.ts';
import { proverOf } from './tree.ts';

export interface ProofParts {
  readonly readLogKeys: ReadLogKeys;
  readonly database: Pick<TenantDatabase, 'read'>;
}

export const proveEntry = (parts: ProofParts): Implementation =>
  implementQuery('audit.proof', {
    run(tx, context, { entryId }) {
      return readProof(tx, uuidOf(entryId), readableStores(context));
    },
    present: ({ keys, tenant }, found) => presentProof(parts, { keys, logId: tenant.id }, found),
  });

type FoundProof = Awaited<ReturnType<typeof readProof>>;

/** Throws `not_found`, and `conflict` for what waits for its place or for the signature over it. */
export async function readProof(tx: ReadTransaction, entryId: Uuid, stores = bothStores) {
  const values = [tx.tenantId, entryId];
  const [row] = await tx.query(findLogged, values);
  const [waiting] = await tx.query(findWaiting, values);
  const [newest] = await tx.query(newestCheckpoint, [tx.tenantId]);
  const found = row ?? waiting;
  if (found === undefined || !isReadable(found.store, stores)) throw new WardroomError('not_found');
  // It will be covered within a moment.
  if (row === undefined || newest === undefined || row.index >= newest.size)
    throw new WardroomError('conflict');
  const inclusion = await proverOf(tx, newest.size).inclusion(row.index);
  return { row, inclusion, newest, openings: await tx.query(findOpenings, values) };
}

export async function presentProof(
  { readLogKeys, database }: ProofParts,
  { keys, logId }: { readonly keys: ScopeKeys; readonly logId: Uuid },
  { row, inclusion, newest, openings }: FoundProof,
) {
  const { origin, size, note: checkpoint } = newest;
  await keys.ensureEpochs(
    'audit',
    [row, ...openings].map(({ sealed }) => sealed),
  );
  const opened = openings.map((opening) => [opening.field, openOpening(keys, opening)] as const);
  const signers = await readLogKeys({ tenantId: logId, origin, size });
  const { log, witnesses, rotations, directory } = signers;
  // Who has seen the log is known by now only, and its tiles never change.
  const continuation =
    directory === null
      ? []
      : await database.read(logId, (tx) => proverOf(tx, size).consistency(coveredBy(directory)));
  return {
    v: 2 as const,
    entry: base64(leafBytes(row, openLoggedPart(keys, row.entry_id, row.sealed))),
    index: row.index,
    inclusion: inclusion.map(base64),
    checkpoint,
    openings: Object.fromEntries(opened) as Record<string, Opening & { value: string }>,
    keys: { log: [...log], witnesses: [...witnesses] },
    rotations: [...rotations],
    directory: directory === null ? null : { ...directory, inclusion: [...directory.inclusion] },
    continuation: continuation.map(base64),
  };
}

/** Size of the tree that the directory speaks of. */
const coveredBy = ({ tenantCheckpoint }: ExportDirectory): number =>
  parseCheckpoint(parseNote(tenantCheckpoint).text).size;
