/**
 * Ends one credential by the means of the operation that ends one of its kind: each is decided by itself, recorded by itself,
 * and has an event of its own, by which its sockets close on every node.
 */
import type { AuditType, ResourceKind, Uuid } from '@wardroom/contract';
import type { Resource } from '@wardroom/policy';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { leewayMs, longestLifeMs, writeDenial } from '../../kernel/tokens/index.ts';
import { endClient } from '../clients/index.ts';
import { endKey } from '../credentials/index.ts';
import { endGrant } from '../grants/index.ts';
import { endFoundSession } from '../sessions/index.ts';
import type { FoundRow, Kind } from './store.ts';

type End = (tx: WriteTransaction, context: RunContext, row: FoundRow) => Promise<void>;

export const endOne: Readonly<Record<Kind, End>> = {
  async key(tx, context, row) {
    // Whoever answers for it is not asked: findAlive has required what manages every key.
    const permit = context.authorise('credentials.own', {
      id: row.id,
      facts: { kind: 'Credential', ownerId: null },
    });
    await endKey(tx, context, permit, { credentialId: row.id, principalId: principalOf(row) });
  },
  async session(tx, context, row) {
    const facts = { kind: 'Session' as const, ...personOf(context, row) };
    const permit = context.authorise('sessions.own', { id: row.id, facts });
    await endFoundSession(tx, context, permit, principalOf(row));
  },
  async token(tx, context, row) {
    await denyToken(tx, context, row);
    const { at, authority } = context;
    const about = { actorId: authority.principalId, subjectId: principalOf(row), credentialId: row.id };
    tx.append({ type: 'token.revoked', at, ...about });
  },
  async grant(tx, context, row) {
    const permit = permitOfToken(context, row);
    const { at, authority } = context;
    const grant = { grant_id: row.id, principal_id: principalOf(row), revoked_at: null };
    await endGrant(tx, permit, grant, { at, actorId: authority.principalId });
    record(context, row, 'grant.revoked', 'Grant');
  },
  async client(tx, context, row) {
    const facts = { kind: 'Client' as const, ownerId: null };
    const permit = context.authorise('clients.own', { id: row.id, facts });
    const { at, authority } = context;
    await endClient(tx, permit, { at, actorId: authority.principalId });
    record(context, row, 'client.revoked', 'Client');
  },
};

/** Without an event of its own: for whoever tells of all at once. */
export async function denyToken(tx: WriteTransaction, context: RunContext, row: FoundRow): Promise<void> {
  const { at } = context;
  // It lives for an hour at most, and so does what was issued with it; the margin is for clocks that differ.
  const expiresAt = at + longestLifeMs + leewayMs;
  await writeDenial(tx, permitOfToken(context, row), { id: row.id, kind: 'token', at, expiresAt });
  record(context, row, 'token.revoked', 'Token');
}

const permitOfToken = (context: RunContext, row: FoundRow): Permit =>
  context.authorise('tokens.own', { id: row.id, facts: { kind: 'Token', ...personOf(context, row) } });

function personOf(
  { authority }: RunContext,
  row: FoundRow,
): Pick<Extract<Resource, { kind: 'Token' }>, 'principalId' | 'rights'> {
  if (row.roles === null) throw new Error('a credential of a principal was found without its role');
  return { principalId: principalOf(row), rights: authority.book.rightsOf(row.roles) };
}

function principalOf({ principal_id }: FoundRow): Uuid {
  if (principal_id === null) throw new Error('a credential of a principal was found without it');
  return principal_id;
}

const record = (
  context: RunContext,
  { id, principal_id: subjectId }: FoundRow,
  type: AuditType,
  resourceKind: ResourceKind,
): void => context.record(id, { type, resourceKind, subjectId });
