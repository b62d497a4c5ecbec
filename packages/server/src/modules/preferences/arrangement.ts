/** How one person arranges their sidebar: sealed as one, shown to nobody else, and its ids are never looked up. */
import type { Preferences, Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { PreferencesRow } from './store.ts';

/** As clients see it. */
export interface Arrangement {
  readonly preferences: Preferences;
  readonly revision: number;
}

const untouched = (): Arrangement => ({
  preferences: { sections: [], favourites: [], muted: [], collapsed: [] },
  revision: 0,
});

const place = (principalId: Uuid) => ({ table: 'preferences', column: 'sealed', row: principalId });

export const sealPreferences = (keys: ScopeKeys, principalId: Uuid, preferences: Preferences): Buffer =>
  keys.encrypt('profiles', place(principalId), JSON.stringify(preferences));

/** Opens without fetching keys: for rows whose epoch is known to be there. */
export const openPreferences = (keys: ScopeKeys, { principal_id, sealed }: PreferencesRow): Preferences =>
  JSON.parse(keys.decryptText('profiles', place(principal_id), sealed)) as Preferences;

/** Null is what everybody starts with: nothing arranged, revision 0. */
export async function presentPreferences(keys: ScopeKeys, row: PreferencesRow | null): Promise<Arrangement> {
  if (row === null) return untouched();
  if (!keys.hasEpochs('profiles', [row.sealed])) await keys.ensureEpochs('profiles', [row.sealed]);
  return { preferences: openPreferences(keys, row), revision: row.revision };
}

/**
 * One form for one arrangement, with its keys always in the same order: nothing is named twice, and a channel stands in
 * one section only, the first that names it.
 */
export function normalised({ sections, favourites, muted, collapsed }: Preferences): Preferences {
  const sectionIds = new Set<string>();
  const placed = new Set<string>();
  return {
    sections: sections.flatMap(({ id, title, channelIds }) => {
      if (sectionIds.has(id)) return [];
      sectionIds.add(id);
      const own = unique(channelIds).filter((channelId) => !placed.has(channelId));
      for (const channelId of own) placed.add(channelId);
      return [{ id, title, channelIds: own }];
    }),
    favourites: unique(favourites),
    muted: unique(muted),
    collapsed: unique(collapsed),
  };
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];
