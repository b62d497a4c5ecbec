/** Gives a client what it asks for, or less. What must never happen: it gets a scope that it has not asked for. */
import { encodeId, type Scope, type Uuid, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { type AskedFor, endOf } from './request.ts';
import { insertGrant } from './store.ts';

export interface Given {
  readonly grantId: Uuid;
  readonly scopes: readonly Scope[];
}

/** Throws `invalid_input` when nothing is left of what was chosen. */
export async function giveGrant(
  tx: WriteTransaction,
  permit: Permit,
  context: RunContext,
  { asked, chosen, isDevice }: { asked: AskedFor; chosen: readonly Scope[] | undefined; isDevice: boolean },
): Promise<Given> {
  const scopes = asked.scopes.filter((scope) => chosen?.includes(scope) ?? true);
  if (scopes.length === 0)
    throw new WardroomError('invalid_input', {
      problems: [{ path: '/scopes', message: 'at least one of those asked for' }],
    });
  const { at, authority } = context;
  const grantId = context.newId();
  await insertGrant(tx, permit, {
    ...{ grant_id: grantId, principal_id: authority.principalId, client_id: asked.client.id },
    ...{ is_device: isDevice, session_id: asked.isLasting ? null : authority.credential.id },
    ...{ scopes, created_at: at, expires_at: endOf(asked, context) },
  });
  context.record(grantId, {
    subjectId: authority.principalId,
    metadata: {
      clientId: encodeId('client', asked.client.id),
      scopes: scopes.join(' '),
      ...{ isDevice, isLasting: asked.isLasting },
    },
  });
  return { grantId, scopes };
}

export const recordRefusal = (context: RunContext, { client }: AskedFor, isDevice: boolean): void =>
  context.record(null, {
    subjectId: context.authority.principalId,
    metadata: { clientId: encodeId('client', client.id), isDevice },
  });
