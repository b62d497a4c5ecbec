/**
 * Everybody who tries: each built-in role, and a custom role for each single permission with what that brings. What they
 * must not do is computed from the matrix, so an operation or a permission that is added is tried, too.
 */
import {
  type AnyOperation,
  type IdKind,
  operationNames,
  operations,
  type Permission,
  permissions,
  type RoleName,
  roleNames,
  uuidOf,
} from '@wardroom/contract';
import { type Rights, rolePermissions, withCascades } from '@wardroom/policy';
import type { Who } from '../../src/testing/fixtures.ts';
import { cell } from '../../src/testing/goldens/authorization-matrix.ts';
import type { CredentialKind } from '../../src/testing/goldens/credential-kinds.ts';
import { type Harness, randomId } from '../../src/testing/harness.ts';
import { sampleInput } from '../isolation/sample-input.ts';

export interface Standing {
  readonly name: string;
  readonly rights: Rights;
  readonly role: RoleName | 'custom';
  readonly customRoleId: string | null;
}

const all = Object.keys(permissions) as Permission[];

/** Custom roles are made as people make them: by an owner, with cascades. */
export async function standingsOf(harness: Harness): Promise<Standing[]> {
  const builtIn = roleNames.map((role): Standing => {
    return { name: role, rights: rolePermissions[role], role, customRoleId: null };
  });
  const custom: Standing[] = [];
  for (const permission of all) {
    const made = await harness.succeed<{ role: { role: string } }>(harness.acme, 'owner', 'roles.create', {
      ...{ name: `Only ${permission}`, chosen: [permission] },
    });
    custom.push({
      ...{ name: `only ${permission}`, rights: withCascades([permission]), role: 'custom' },
      customRoleId: uuidOf(made.role.role),
    });
  }
  return [...builtIn, ...custom];
}

/**
 * Puts somebody into a role, beside every operation. A change of role ends their access tokens; here they stay what they
 * were, so that it is the role of now that refuses.
 */
export async function stand(
  { admin, acme }: Harness,
  who: Who,
  { role, customRoleId }: Standing,
): Promise<void> {
  const whose = [acme.tenant.id, acme.principals[who].uuid];
  const mine = 'where tenant_id = $1 and principal_id = $2';
  const { rows } = await admin.query(`select token_epoch from tenant.principals ${mine}`, whose);
  const moved = `update tenant.principals set role = $3, custom_role_id = $4 ${mine}`;
  await admin.query(moved, [...whose, role, customRoleId]);
  await admin.query(`update tenant.principals set token_epoch = $3 ${mine}`, [...whose, rows[0].token_epoch]);
}

const protectedOperations: readonly AnyOperation[] = operationNames
  .map((name): AnyOperation => operations[name])
  .filter(({ realm, permission }) => realm === 'tenant' && typeof permission === 'string');

/** On nothing, by no relation. */
export const mustNot = ({ rights }: Standing, kind: CredentialKind): readonly AnyOperation[] =>
  protectedOperations.filter((operation) => cell(operation, rights, kind) === '-');

/** Whether the right itself is missing: then the answer is `forbidden`, whatever is named. */
const lacks = ({ rights }: Standing, { permission, orPermission }: AnyOperation): boolean =>
  typeof permission === 'string' &&
  permission !== 'operator' &&
  !rights.has(permission) &&
  !(orPermission !== undefined && rights.has(orPermission));

/**
 * What may be answered. Whoever holds the right, and stands in no relation in which it is worth anything, may be asked who
 * they are before they are refused; guesses of a password are bounded before anything else.
 */
export const refusals = (standing: Standing, operation: AnyOperation): string[] => [
  'forbidden',
  ...(lacks(standing, operation) ? [] : ['not_found', 'step_up_required']),
  ...(Object.keys((operation.input.def as { shape?: object }).shape ?? {}).some(isPassword)
    ? ['rate_limited']
    : []),
];

const isPassword = (field: string): boolean => /password/i.test(field);

/** Names things that are there, so that nothing but the right is missing. */
export function inputFor(harness: Harness, operation: AnyOperation): Record<string, unknown> {
  const { acme } = harness;
  const real: { readonly [kind in IdKind]?: string } = {
    channel: acme.general.id,
    principal: acme.principals.viewer.id,
    ...(sent === undefined ? {} : { message: sent }),
  };
  return sampleInput(operation.input, (kind) => real[kind] ?? randomId(harness, kind));
}

let sent: string | undefined;
/** A message that everybody who reads `general` sees. */
export async function sendOne(harness: Harness): Promise<void> {
  const { message } = await harness.succeed<{ message: { id: string } }>(
    ...([harness.acme, 'owner', 'messages.send'] as const),
    { channelId: harness.acme.general.id, body: 'a message', clientKey: 'a-client-key-of-it' },
  );
  sent = message.id;
}

/** Records of what was refused, keys that are made before anybody is known, and upkeep. */
const untold = new Set(['audit_outbox', 'decisions', 'data_keys', 'signing_keys', 'job_outbox']);

/** How many rows every table of the tenant has, apart from these. */
export async function stateOf({ admin, acme }: Harness): Promise<Record<string, number>> {
  const { rows } = await admin.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'tenant' and table_type = 'BASE TABLE' order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows.filter((row) => !untold.has(row.name) && !/_\d/.test(row.name)))
    counts[name] = Number(
      (await admin.query(`select count(*) as n from tenant.${name} where tenant_id = $1`, [acme.tenant.id]))
        .rows[0].n,
    );
  return counts;
}
