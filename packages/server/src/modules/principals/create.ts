/** Creates people and bots. Nobody creates what stands above them. */
import { type RoleName, type Uuid, WardroomError } from '@wardroom/contract';
import type { Passwords } from '../../kernel/crypto/index.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { presentPerson } from './find.ts';
import { hashPassword, requireAcceptablePassword } from './passwords.ts';
import { emailLookup, handleLookup, type PrincipalRow, type Profile, sealProfile } from './profile.ts';
import { insertPrincipal, type NewPrincipal } from './store.ts';

type Naming = Pick<NewPrincipal, 'row' | 'handleLookup' | 'emailLookup'>;

/** Seals what a new principal is called and makes its look-up columns. */
export function nameNewPrincipal(
  keys: ScopeKeys,
  profile: Profile,
  being: Pick<PrincipalRow, 'principal_id' | 'kind' | 'role'>,
): Naming {
  return {
    row: { ...being, status: 'active', sealed: sealProfile(keys, being.principal_id, profile) },
    handleLookup: handleLookup(keys, profile.handle),
    emailLookup: profile.emailAddress === null ? null : emailLookup(keys, profile.emailAddress),
  };
}

/** Facts of somebody who does not exist yet: decided like somebody who does. */
const newcomer = (id: Uuid, role: RoleName) =>
  ({ id, facts: { kind: 'Principal', principalId: id, role, ownerId: null, visible: true } }) as const;

export const createPerson = ({ passwords }: { readonly passwords: Passwords }): Implementation =>
  implementCommand('principals.create', {
    async prepare({ keys, tenant, newId }, input) {
      const { handle, displayName, emailAddress = null } = input;
      const profile = { handle, displayName, emailAddress };
      const being = { principal_id: newId(), kind: 'person', role: input.role } as const;
      const naming = nameNewPrincipal(keys, profile, being);
      const contextWords = [handle, displayName, emailAddress ?? '', tenant.slug, tenant.name];
      const refusal = refusalOf(() => requireAcceptablePassword(input.password, contextWords));
      const passwordHash = refusal ? null : await hashPassword(passwords, keys, input.password);
      return { naming, passwordHash, refusal };
    },
    async run(tx, context, _input, { naming, passwordHash, refusal }) {
      const { row } = naming;
      const permit = context.authorise('people.manage', newcomer(row.principal_id, row.role));
      if (refusal) throw refusal;
      await insertPrincipal(tx, permit, { ...naming, passwordHash, ownerId: null, at: context.at });
      context.record(row.principal_id, {
        subjectId: row.principal_id,
        metadata: { kind: row.kind, role: row.role },
      });
      tx.append({
        type: 'principal.created',
        at: context.at,
        actorId: context.authority.principalId,
        subjectId: row.principal_id,
      });
      return row;
    },
    present: ({ keys }, row) => presentPerson(keys, row),
  });

/** Who may not create people learns that, and not what is wrong with the password: the reason waits for the decision. */
function refusalOf(requirement: () => void): WardroomError | null {
  try {
    requirement();
    return null;
  } catch (error) {
    if (error instanceof WardroomError) return error;
    throw error;
  }
}

export const createBot = (): Implementation =>
  implementCommand('principals.createBot', {
    async prepare({ keys, newId }, { handle, displayName }) {
      const being = { principal_id: newId(), kind: 'bot', role: 'agent' } as const;
      return nameNewPrincipal(keys, { handle, displayName, emailAddress: null }, being);
    },
    async run(tx, context, _input, naming) {
      const { row } = naming;
      const permit = context.authorise('bots.manage', { id: row.principal_id, facts: { kind: 'Tenant' } });
      const ownerId = context.authority.principalId;
      await insertPrincipal(tx, permit, { ...naming, passwordHash: null, ownerId, at: context.at });
      context.record(row.principal_id, {
        subjectId: row.principal_id,
        metadata: { kind: row.kind, role: row.role },
      });
      tx.append({
        type: 'principal.created',
        at: context.at,
        actorId: ownerId,
        subjectId: row.principal_id,
      });
      return row;
    },
    present: ({ keys }, row) => presentPerson(keys, row),
  });
