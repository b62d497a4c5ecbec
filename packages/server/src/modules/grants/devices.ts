/**
 * A person’s answer to a device that shows a code (RFC 8628, 3.3). What must never happen: codes are tried until one fits,
 * or one code is answered twice.
 */
import { encodeId, WardroomError } from '@wardroom/contract';
import { longLived } from '../../kernel/access/index.ts';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import {
  type Implementation,
  implementCommand,
  implementQuery,
  type RunContext,
} from '../../kernel/implementation.ts';
import { aliasLookupOf, findRecordRowByAlias } from '../../kernel/protocol-records/index.ts';
import type { Attempts } from './attempts.ts';
import { giveGrant, recordRefusal } from './give.ts';
import { endOf, presentRequest } from './request.ts';
import { answer, readWaiting, requirePersonInSession, type Waiting } from './waiting.ts';

const kind = 'DeviceCode';
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

/** Throws `not_found`, or `rate_limited` after too many of them. */
async function requireWaiting(
  tx: ReadTransaction,
  context: RunContext,
  { attempts, userCode }: { readonly attempts: Attempts; readonly userCode: string },
): Promise<Waiting> {
  const { keys, at, authority } = context;
  attempts.require(authority.principalId, at);
  const row = await findRecordRowByAlias(tx, { kind, lookup: aliasLookupOf(keys, kind, userCode) }, at);
  const waiting = await readWaiting(tx, context, { kind, row, grantType });
  if (waiting !== null) return waiting;
  attempts.failed(authority.principalId, at);
  throw new WardroomError('not_found');
}

export const showDevice = (attempts: Attempts): Implementation =>
  implementQuery('devices.show', {
    async run(tx, context, { userCode }) {
      context.authorise('tokens.own', workspace);
      requirePersonInSession(context);
      const { asked } = await requireWaiting(tx, context, { attempts, userCode });
      return presentRequest(asked, endOf(asked, context));
    },
    present: async (_context, request) => ({ request }),
  });

export const approveDevice = (attempts: Attempts): Implementation =>
  implementCommand('devices.approve', {
    async run(tx, context, { userCode, scopes: chosen }) {
      const permit = context.authorise('tokens.own', workspace);
      requirePersonInSession(context);
      const waiting = await requireWaiting(tx, context, { attempts, userCode });
      const { asked } = waiting;
      const { grantId, scopes } = await giveGrant(tx, permit, context, { asked, chosen, isDevice: true });
      const fields = {
        ...{
          accountId: encodeId('principal', context.authority.principalId),
          grantId: encodeId('grant', grantId),
        },
        ...{
          authTime: Math.floor(context.at / 1000),
          // Without `offline_access` the authorisation server issues no refresh token. With `openid` it would say who it was.
          scope: [...(asked.isLasting ? [longLived] : []), ...scopes].join(' '),
        },
        ...(asked.resource === undefined ? {} : { resource: asked.resource }),
      };
      await answer(tx, permit, waiting, { context, fields, grantId });
    },
    present: async () => ({}),
  });

export const denyDevice = (attempts: Attempts): Implementation =>
  implementCommand('devices.deny', {
    async run(tx, context, { userCode }) {
      const permit = context.authorise('tokens.own', workspace);
      requirePersonInSession(context);
      const waiting = await requireWaiting(tx, context, { attempts, userCode });
      // RFC 8628, 3.5.
      const fields = { error: 'access_denied', errorDescription: 'the person has refused' };
      await answer(tx, permit, waiting, { context, fields, grantId: null });
      recordRefusal(context, waiting.asked, true);
    },
    present: async () => ({}),
  });
