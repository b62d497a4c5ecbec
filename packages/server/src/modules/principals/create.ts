/** Creates people, bots, services and agents. Nobody creates what stands above them. */
import type { Uuid } from '@wardroom/contract';
import type { Rights } from '@wardroom/policy';
import type { Passwords } from '../../kernel/crypto/index.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { presentPerson, requireRole } from './find.ts';
import { insertPerson, nameNewPrincipal, preparePerson } from './new-person.ts';
import { baseRole, roleRefOf } from './profile.ts';
import { insertPrincipal } from './store.ts';

/** Facts of somebody who does not exist yet: decided like somebody who does. */
const newcomer = (id: Uuid, rights: Rights, roles: readonly string[]) =>
  ({
    id,
    facts: { kind: 'Principal', principalId: id, rights, ownerId: null, visible: true },
    principal: { actorType: 'person', roles, groups: [] },
  }) as const;

export const createPerson = ({ passwords }: { readonly passwords: Passwords }): Implementation =>
  implementCommand('principals.create', {
    prepare: (context, input) => preparePerson(passwords, context, input),
    async run(tx, context, _input, prepared) {
      const { row } = prepared.naming;
      const { at, authority } = context;
      const rights = authority.book.rightsOf(row.roles);
      const permit = context.authorise('people.manage', newcomer(row.principal_id, rights, row.roles));
      requireRole(authority.book, row.roles);
      await insertPerson(tx, permit, prepared, { at, actorId: authority.principalId });
      context.record(row.principal_id, {
        subjectId: row.principal_id,
        metadata: { kind: row.kind, role: roleRefOf(row) },
      });
      return row;
    },
    present: ({ keys }, row) => presentPerson(keys, row),
  });

export const createBot = (): Implementation =>
  implementCommand('principals.createBot', {
    async prepare({ keys, newId }, { handle, displayName, kind }) {
      const being = { principal_id: newId(), kind, ...baseRole('agent'), owner_id: null } as const;
      return nameNewPrincipal(keys, { handle, displayName, emailAddress: null }, being);
    },
    async run(tx, context, _input, naming) {
      // Whoever creates it answers for it: who that is, is proved only here.
      const row = { ...naming.row, owner_id: context.authority.principalId };
      const permit = context.authorise('bots.manage', { id: row.principal_id, facts: { kind: 'Tenant' } });
      await insertPrincipal(tx, permit, { ...naming, row, passwordHash: null, at: context.at });
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
