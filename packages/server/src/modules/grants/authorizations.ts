/**
 * A person’s answer to an app that asks in the browser (OAuth 2.1, 4.1). What must never happen: a page that somebody was
 * lured to answers for a request that began elsewhere, or one request is answered twice.
 */
import { encodeId, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import {
  type Implementation,
  implementCommand,
  implementQuery,
  type RunContext,
} from '../../kernel/implementation.ts';
import { findRecordRow, lookupOf } from '../../kernel/protocol-records/index.ts';
import { giveGrant, recordRefusal } from './give.ts';
import { endOf, presentRequest } from './request.ts';
import { answer, readWaiting, requirePersonInSession, type Waiting } from './waiting.ts';

const kind = 'Interaction';
const resumePath = '/oauth/authorize/';

/** Throws `not_found`, also when it began in another browser (RFC 9700, 4.7). */
async function requireWaiting(tx: ReadTransaction, context: RunContext, id: string): Promise<Waiting> {
  const { keys, at } = context;
  if (!context.startedHere(id)) throw new WardroomError('not_found');
  const row = await findRecordRow(tx, { kind, lookup: lookupOf(keys, kind, id) }, at);
  const waiting = await readWaiting(tx, context, { kind, row, grantType: 'authorization_code' });
  if (waiting === null) throw new WardroomError('not_found');
  return waiting;
}

/** Where the authorisation server goes on with it; a path, so it is at this origin. */
function pathOf({ record }: Waiting): string {
  const { returnTo } = record.payload;
  const { pathname = '' } = (typeof returnTo === 'string' && URL.parse(returnTo)) || {};
  if (!pathname.startsWith(resumePath)) throw new Error('a request for access leads nowhere');
  return pathname;
}

export const showAuthorization = (): Implementation =>
  implementQuery('authorizations.show', {
    async run(tx, context, { authorizationId }) {
      context.authorise('tokens.own', workspace);
      requirePersonInSession(context);
      const { asked } = await requireWaiting(tx, context, authorizationId);
      return presentRequest(asked, endOf(asked, context));
    },
    present: async (_context, request) => ({ request }),
  });

export const approveAuthorization = (): Implementation =>
  implementCommand('authorizations.approve', {
    async run(tx, context, { authorizationId, scopes: chosen }) {
      const permit = context.authorise('tokens.own', workspace);
      requirePersonInSession(context);
      const waiting = await requireWaiting(tx, context, authorizationId);
      const { asked } = waiting;
      const { grantId } = await giveGrant(tx, permit, context, { asked, chosen, isDevice: false });
      // As `interactionFinished` of oidc-provider would store it. It remembers nobody: the session is ours.
      const result = {
        login: { accountId: encodeId('principal', context.authority.principalId), remember: false },
        consent: { grantId: encodeId('grant', grantId) },
      };
      await answer(tx, permit, waiting, { context, fields: { result }, grantId });
      return { continueAt: pathOf(waiting) };
    },
    present: async (_context, onwards) => onwards,
  });

export const denyAuthorization = (): Implementation =>
  implementCommand('authorizations.deny', {
    async run(tx, context, { authorizationId }) {
      const permit = context.authorise('tokens.own', workspace);
      requirePersonInSession(context);
      const waiting = await requireWaiting(tx, context, authorizationId);
      // RFC 6749, 4.1.2.1.
      const result = { error: 'access_denied', error_description: 'the person has refused' };
      await answer(tx, permit, waiting, { context, fields: { result }, grantId: null });
      recordRefusal(context, waiting.asked, false);
      return { continueAt: pathOf(waiting) };
    },
    present: async (_context, onwards) => onwards,
  });
