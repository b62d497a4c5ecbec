/**
 * Policies name groups by id or by handle. Handles are sealed, so those that a policy may mean are looked up by their
 * keyed hash; nobody's groups are opened to decide.
 */
import type { PolicySet, Uuid } from '@wardroom/contract';
import { encodeId } from '@wardroom/contract';
import type { ReadTransaction } from '../database/transaction.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import { readGroupsNamed } from './store.ts';

export interface Handle {
  readonly handle: string;
  readonly lookup: Buffer;
}

/** By id. */
export type GroupNames = ReadonlyMap<Uuid, string>;

const noNames: GroupNames = new Map();
const most = 1_000;

/** Every text in these policies that may be the handle of a group. What looks like an id is one, never a handle. */
export function handlesIn(keys: ScopeKeys, policies: PolicySet['policies']): Handle[] {
  const handles = new Set<string>();
  for (const { text } of policies) {
    if (!/group/i.test(text)) continue;
    for (const [, literal = ''] of text.matchAll(/"([a-z0-9][a-z0-9._-]{0,31})"/g))
      if (!literal.startsWith('grp_')) handles.add(literal);
  }
  return [...handles].slice(0, most).map((handle) => ({
    handle,
    lookup: keys.lookup('profiles', 'handle', handle),
  }));
}

export async function readGroupNames(tx: ReadTransaction, handles: readonly Handle[]): Promise<GroupNames> {
  if (handles.length === 0) return noNames;
  const rows = await readGroupsNamed(
    tx,
    handles.map(({ lookup }) => lookup),
  );
  const known = new Map(handles.map(({ handle, lookup }) => [lookup.toString('hex'), handle]));
  return new Map(rows.map((row) => [row.group_id, known.get(row.handle_lookup.toString('hex')) ?? '']));
}

/** As policies see groups. */
export const namesOf = (groups: readonly Uuid[], names: GroupNames = noNames): string[] =>
  groups.flatMap((id) => {
    const handle = names.get(id);
    return handle === undefined ? [encodeId('group', id)] : [encodeId('group', id), handle];
  });
