/** Changes one’s own display name and title. Handle and e-mail address are an administrator’s business. */
import { WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { presentPerson } from './find.ts';
import { openProfile, sealProfile } from './profile.ts';
import { findWithPassword, writeProfile } from './store.ts';

export const updateOwnProfile = (): Implementation =>
  implementCommand('principals.updateProfile', {
    async run(tx, context, input) {
      const { principalId } = context.authority;
      const row = await findWithPassword(tx, principalId);
      const permit = context.authorise('profile.own', row && { id: principalId, facts: { kind: 'Tenant' } });
      if (row === null) throw new WardroomError('not_found');
      const profile = openProfile(context.keys, principalId, row.sealed);
      // A title that is not sent stays; an empty one takes it away.
      const { displayName, title = profile.title ?? '' } = input;
      if (profile.displayName === displayName && (profile.title ?? '') === title) return row;
      const sealed = sealProfile(context.keys, principalId, { ...profile, displayName, title });
      await writeProfile(tx, permit, sealed, context.at);
      context.record(principalId, { subjectId: principalId });
      tx.append({
        type: 'principal.updated',
        at: context.at,
        actorId: principalId,
        subjectId: principalId,
      });
      return { ...row, sealed };
    },
    present: ({ keys }, row) => presentPerson(keys, row),
  });
