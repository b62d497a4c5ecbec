/** Who am I, and which are my sessions. */
import { decodeId, encodeId, type Uuid, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { findWithPassword } from '../principals/index.ts';
import { presentMe, presentSessions } from './session.ts';
import { findSession, listOwnSessions } from './store.ts';

/** The session that is calling; null for keys. */
export const currentSession = ({ credential }: Authority): Uuid | null =>
  credential.kind === 'session' ? credential.id : null;

export const showSession = (): Implementation =>
  implementQuery('sessions.show', {
    async run(tx, context) {
      const { authority } = context;
      context.authorise('workspace.read', workspace);
      const principal = await findWithPassword(tx, authority.principalId);
      if (principal === null) throw new WardroomError('unauthenticated');
      const id = currentSession(authority);
      return { principal, session: id === null ? null : await findSession(tx, id) };
    },
    present: presentMe,
  });

export const listSessions = (): Implementation =>
  implementQuery('sessions.list', {
    async run(tx, context, { after, limit }) {
      const { authority, at } = context;
      const { principalId, role } = authority;
      context.authorise('sessions.own', { id: null, facts: { kind: 'Session', principalId, role } });
      const position = after === undefined ? null : positionOf(after);
      const rows = await listOwnSessions(tx, { principalId, at, after: position, limit: limit + 1 });
      return { rows: rows.slice(0, limit), more: rows.length > limit, currentId: currentSession(authority) };
    },
    async present({ keys }, { rows, more, currentId }) {
      const last = rows.at(-1);
      return {
        sessions: await presentSessions(keys, rows, currentId),
        next: more && last ? encodeId('session', last.session_id) : null,
      };
    },
  });

function positionOf(cursor: string): Uuid {
  const id = decodeId('session', cursor);
  if (id === undefined) throw new WardroomError('invalid_cursor');
  return id;
}
