/** Issues a key for a bot, service or agent. Never one for a person: people sign in. */
import { encodeId, type Problem, uuidOf, WardroomError } from '@wardroom/contract';
import { canonicalCidr } from '../../kernel/authority/networks.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { requirePrincipal } from '../principals/index.ts';
import { sealDescription } from './credential.ts';
import { addKey, type KeyDeps, prepareKey, presentNewKey, readKeyLife, requireWithin } from './new-key.ts';

const dayMs = 86_400_000;

export const issueCredential = (deps: KeyDeps): Implementation =>
  implementCommand('credentials.issue', {
    async prepare(context, { description, allowedCidrs }) {
      const key = await prepareKey(deps, context);
      const sealed = sealDescription(context.keys, key.id, description);
      return { ...key, sealed, cidrs: canonicalCidrs(allowedCidrs) };
    },
    async run(tx, context, input, { id, make, sealed, cidrs }) {
      const { authority, at } = context;
      const { row: bot, permit } = await requirePrincipal(
        tx,
        context,
        'credentials.own',
        uuidOf(input.principalId),
      );
      if (bot.kind === 'person' || bot.kind === 'operator') throw new WardroomError('forbidden');
      if (bot.status !== 'active') throw new WardroomError('conflict');
      const scopes = [...new Set(input.scopes)];
      requireWithin(authority, { scopes, cidrs });
      const { longestDays } = await readKeyLife(tx);
      const days = input.expiresInDays ?? longestDays;
      if (days > longestDays)
        throw refusal('/expiresInDays', `a key lives at most ${longestDays} days in this workspace`);
      const row = {
        credential_id: id,
        created_by: authority.principalId,
        scopes,
        allowed_cidrs: cidrs,
        sealed,
        created_at: at,
        expires_at: at + days * dayMs,
        first_id: null,
        generation: 1,
      };
      const key = await addKey(tx, permit, { id: bot.principal_id, kind: bot.kind }, { make, row });
      context.record(bot.principal_id, {
        subjectId: bot.principal_id,
        metadata: {
          credentialId: encodeId('credential', id),
          scopes: scopes.join(' '),
          cidrs: cidrs.join(' '),
          expiresInDays: days,
        },
      });
      return key;
    },
    present: presentNewKey,
  });

/** Throws `invalid_input` that names what is no network. */
function canonicalCidrs(written: readonly string[]): string[] {
  const found = written.map((text, index) => {
    const cidr = canonicalCidr(text);
    if (cidr === null) throw refusal(`/allowedCidrs/${index}`, 'a network without host bits, or one address');
    return cidr;
  });
  return [...new Set(found)];
}

const refusal = (path: string, message: string): WardroomError => {
  const problems: Problem[] = [{ path, message }];
  return new WardroomError('invalid_input', { problems });
};
