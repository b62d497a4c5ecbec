/** Who am I, and which sessions there are: my own, or everybody’s. */
import { decodeId, encodeId, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import {
  type Implementation,
  implementQuery,
  type PrepareContext,
  type RunContext,
} from '../../kernel/implementation.ts';
import { findWithPassword } from '../principals/index.ts';
import { presentMe, presentSessions } from './session.ts';
import { findSession, listSessionRows } from './store.ts';

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
      const { rights } = authority;
      return { principal, rights, session: id === null ? null : await findSession(tx, id) };
    },
    present: presentMe,
  });

export const listSessions = (): Implementation =>
  implementQuery('sessions.list', {
    run(tx, context, { after, limit }) {
      const { principalId, rights } = context.authority;
      context.authorise('sessions.own', { id: null, facts: { kind: 'Session', principalId, rights } });
      return findPage(tx, context, { principalId, after, limit });
    },
    present: presentPage,
  });

/** Devices and addresses of other people: that somebody looked is recorded before they see them. */
export const listAllSessions = (): Implementation =>
  implementQuery('sessions.listAll', {
    run(tx, context, { principalId, after, limit }) {
      context.authorise('sessions.manage', workspace);
      const ofWhom = principalId === undefined ? null : uuidOf(principalId);
      return findPage(tx, context, { principalId: ofWhom, after, limit });
    },
    present: presentPage,
  });

interface Wanted {
  /** Null: of everybody. */
  readonly principalId: Uuid | null;
  readonly after: string | undefined;
  readonly limit: number;
}

async function findPage(
  tx: ReadTransaction,
  { authority, at }: RunContext,
  { principalId, after, limit }: Wanted,
) {
  const position = after === undefined ? null : positionOf(after);
  const rows = await listSessionRows(tx, { principalId, at, after: position, limit: limit + 1 });
  return { rows: rows.slice(0, limit), more: rows.length > limit, currentId: currentSession(authority) };
}

async function presentPage(
  { keys }: PrepareContext,
  { rows, more, currentId }: Awaited<ReturnType<typeof findPage>>,
) {
  const last = rows.at(-1);
  return {
    sessions: await presentSessions(keys, rows, currentId),
    next: more && last ? encodeId('session', last.session_id) : null,
  };
}

function positionOf(cursor: string): Uuid {
  const id = decodeId('session', cursor);
  if (id === undefined) throw new WardroomError('invalid_cursor');
  return id;
}
