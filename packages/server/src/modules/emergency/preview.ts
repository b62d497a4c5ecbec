/** What an emergency revocation would end. */
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { findAlive, mostShown, present } from './selection.ts';

export const previewCredentials = (): Implementation =>
  implementQuery('credentials.preview', {
    run: (tx, context, selection) => findAlive(tx, context, selection, mostShown),
    present: async (_context, found) => present(found),
  });
