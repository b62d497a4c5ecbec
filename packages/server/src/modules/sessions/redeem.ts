/** Sign-in with a one-use link. Unknown, used, expired and foreign links are one answer. */
import { WardroomError } from '@wardroom/contract';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import { type Implementation, implementPublic } from '../../kernel/implementation.ts';
import { findWithPassword } from '../principals/index.ts';
import { type BeginDeps, beginSession, makeSessionSecret } from './begin.ts';
import { presentMe } from './session.ts';
import { findOpenLink, writeLinkUsed } from './store.ts';

export const redeemLink = (deps: BeginDeps): Implementation =>
  implementPublic('sessions.redeem', {
    async prepare(context, { secret }) {
      const platformKeys = await deps.keyring.open({ kind: 'platform' });
      const linkHash = hashSecret(platformKeys, 'link', secret);
      return { linkHash, made: await makeSessionSecret(deps, context) };
    },
    async run(tx, context, _input, { linkHash, made }) {
      const link = await findOpenLink(tx, linkHash, context.at);
      if (link === null) throw new WardroomError('link_refused');
      const permit = context.permitFor(link.principal_id);
      // Finding was for the permit; only this statement decides who was first.
      const principalId = await writeLinkUsed(tx, permit, linkHash, context.at);
      const principal = principalId === null ? null : await findWithPassword(tx, principalId);
      if (principal?.status !== 'active') throw new WardroomError('link_refused');
      return beginSession(tx, context, permit, { principal, made, action: 'sessions.redeem' });
    },
    present: presentMe,
  });
