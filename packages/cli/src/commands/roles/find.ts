/** How roles and people are named at a shell: a role by its name, its reference or its id; a person by handle or id. */
import type { Operations, OutputOf, Permission, Person, PrincipalId, RoleView } from '@wardroom/contract';
import type { Connection } from '../../connection/connection.ts';
import { allPages } from '../../connection/pages.ts';
import { CommandFailure } from '../../failure.ts';

/** As people read it: case and width do not count. */
const read = (name: string): string => name.normalize('NFKC').toLowerCase().trim();

/** @throws CommandFailure where there is none */
export async function roleNamed(connection: Connection, wanted: string): Promise<RoleView> {
  const { roles } = await connection.call('roles.list', {});
  const found =
    roles.find(({ role }) => role === wanted) ?? roles.find(({ name }) => read(name) === read(wanted));
  if (found === undefined) throw new CommandFailure('not_found', `There is no role \`${wanted}\`.`);
  return found;
}

/** @throws CommandFailure for a built-in one, which nobody changes */
export async function customRoleNamed(connection: Connection, wanted: string) {
  const found = await roleNamed(connection, wanted);
  const { role } = found;
  if (isCustom(role)) return { ...found, role };
  throw new CommandFailure('locked', `${found.name} is built in, and nobody changes it.`);
}

type RoleId = Extract<RoleView['role'], `rol_${string}`>;
const isCustom = (role: RoleView['role']): role is RoleId => role.startsWith('rol_');

type Page = OutputOf<Operations['principals.list']>;

/** @throws CommandFailure where there is nobody of this name whom the caller can see */
export async function personNamed(connection: Connection, wanted: string): Promise<Person> {
  const handle = wanted.replace(/^@/, '');
  const everybody = await allPages<Person, PrincipalId>(async (after) => {
    const { principals, next }: Page = await connection.call('principals.list', { limit: 200, ...after });
    return { rows: principals, next };
  });
  const found = everybody.find((person) => person.id === wanted || person.handle === handle);
  if (found === undefined) throw new CommandFailure('not_found', `There is nobody named \`${wanted}\`.`);
  return found;
}

/** Names with commas or white space between them. */
export const namesIn = (list: string): Permission[] =>
  list.split(/[\s,]+/).filter((name) => name !== '') as Permission[];
