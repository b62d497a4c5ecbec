/**
 * Arranges one’s own sidebar. A change names the revision it was made on; a stale one is refused, so that two devices
 * never undo each other. The same arrangement sent again, because its answer was lost, is answered and not written.
 */
import { type Preferences, WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { normalised, openPreferences, presentPreferences, sealPreferences } from './arrangement.ts';
import { type PreferencesRow, readPreferences, writePreferences } from './store.ts';

export const updatePreferences = (): Implementation =>
  implementCommand('preferences.update', {
    async prepare({ keys, identity }, input) {
      if (identity === null) throw new WardroomError('unauthenticated');
      const preferences = normalised(input.preferences);
      // Sealed for whom the credential names; `run` has the proof that it is them.
      return { preferences, sealed: sealPreferences(keys, identity.principalId, preferences) };
    },
    async run(tx, context, { revision }, { preferences, sealed }): Promise<PreferencesRow | null> {
      const { principalId } = context.authority;
      const row = await readPreferences(tx, principalId);
      const permit = context.authorise('workspace.read', { id: principalId, facts: { kind: 'Tenant' } });
      if (row !== null && isSame(context.keys, row, preferences)) return row;
      const current = row?.revision ?? 0;
      if (revision !== current) throw new WardroomError('conflict');
      const next = { principal_id: principalId, revision: current + 1, sealed };
      await writePreferences(tx, permit, next, context.at);
      tx.append({
        type: 'preferences.updated',
        at: context.at,
        actorId: principalId,
        subjectId: principalId,
      });
      return next;
    },
    present: ({ keys }, row) => presentPreferences(keys, row),
  });

/** A row sealed under keys that another node has just made counts as different: there is no fetching under the lock. */
const isSame = (keys: ScopeKeys, row: PreferencesRow, preferences: Preferences): boolean =>
  keys.hasEpochs('profiles', [row.sealed]) &&
  JSON.stringify(openPreferences(keys, row)) === JSON.stringify(preferences);
