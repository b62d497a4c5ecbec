/** One entry with all that is known of it, and the bytes that were hashed into the tree, made from the row as it is stored. */
import {
  type AuditFamily,
  type AuditType,
  auditFamilies,
  auditTypes,
  uuidOf,
  WardroomError,
} from '@wardroom/contract';
import { hex } from '@wardroom/seal';
import { kindsOf } from '../../kernel/audit/kinds.ts';
import { type LoggedPart, leafBytes, openLoggedPart } from '../../kernel/audit/sequencer/index.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { isReadable, readableStores } from './readable.ts';
import { findEntry, type WholeRow } from './store/count.ts';
import { openingsOf } from './store/entries.ts';
import { presentAll } from './view.ts';

export const getAuditEntry = (): Implementation =>
  implementQuery('audit.get', {
    async run(tx, context, { entryId }) {
      const stores = readableStores(context);
      const [row] = await tx.query(findEntry, [tx.tenantId, uuidOf(entryId)]);
      if (row === undefined || !isReadable(row.store, stores)) throw new WardroomError('not_found');
      return { row, openings: await openingsOf(tx, [row]) };
    },
    async present({ keys }, { row, openings }) {
      const [entry] = await presentAll(keys, [row], openings, kindsOf);
      if (entry === undefined) throw new WardroomError('not_found');
      const opened = new Set(openings.opened.map(({ field }) => field));
      const part = sealedPartOf(keys, row);
      return {
        entry,
        ...aboutType(row.type),
        change: changeOf(entry.metadata),
        sequencedAt: row.sequenced_at,
        personal: Object.entries(part?.personal ?? {}).map(([field, commitment]) => {
          return { field, commitment, isErased: !opened.has(field) };
        }),
        raw: part === null ? null : rawOf(row, part),
        leafHash: row.leaf_hash === null ? null : hex(row.leaf_hash),
      };
    },
  });

const sealedPartOf = (keys: ScopeKeys, row: WholeRow): LoggedPart | null =>
  row.index === null ? null : openLoggedPart(keys, row.entry_id, row.sealed);

function rawOf(row: WholeRow, part: LoggedPart): string | null {
  const { index, sequenced_at } = row;
  if (index === null || sequenced_at === null) return null;
  return Buffer.from(leafBytes({ ...row, index, sequenced_at }, part)).toString('utf8');
}

function aboutType(type: string) {
  if (!Object.hasOwn(auditTypes, type)) return { family: null, severity: null, says: '' };
  const { severity, says } = auditTypes[type as AuditType];
  const families = Object.keys(auditFamilies) as AuditFamily[];
  const family = families.find((name) => Object.hasOwn(auditFamilies[name], type)) ?? null;
  return { family, severity, says };
}

/** Types that tell of a change name it so: from and to, or what was taken away and what came. */
const pairs = [
  ['from', 'to'],
  ['removed', 'added'],
] as const;

function changeOf(metadata: Readonly<Record<string, string | number | boolean | null>>) {
  const [pair] = pairs.filter(([before, after]) => before in metadata || after in metadata);
  if (pair === undefined) return null;
  const [before, after] = pair.map((name) => {
    const value = metadata[name] ?? null;
    return value === null ? null : String(value);
  });
  return { before: before ?? null, after: after ?? null };
}
