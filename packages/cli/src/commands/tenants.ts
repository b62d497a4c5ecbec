/** `wardroom tenants create|list|suspend|resume`: what the operator of a deployment does with workspaces. */
import { type Operations, type OutputOf, operations, type TenantId } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../connection/connection.ts';
import { allPages } from '../connection/pages.ts';
import { accepted } from '../connection/read-input.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../connection/sign-in.ts';
import { CommandFailure } from '../failure.ts';
import { readSecret } from '../terminal/private-file.ts';
import { askSecretly } from '../terminal/prompt.ts';
import { fields, table } from '../terminal/table.ts';
import { type Context, outputOf } from './context.ts';

interface CreateOptions extends CallerOptions {
  readonly name: string;
  readonly ownerHandle: string;
  readonly ownerName: string;
  readonly ownerEmail?: string;
  readonly ownerPasswordFile?: string;
}
type Tenant = OutputOf<Operations['directory.listTenants']>['tenants'][number];

export function addTenants(program: Command, context: Context): void {
  const tenants = program.command('tenants').description('Creates, lists, suspends and resumes workspaces.');
  addCreate(tenants, context);
  addCallerOptions(tenants.command('list').description('Lists the workspaces of the deployment.')).action(
    (options: CallerOptions, self: Command) =>
      asOperator(context, options, async (connection) => {
        const rows = await listTenants(connection);
        outputOf(context, self).result({ tenants: rows }, () =>
          rows.length === 0 ? 'No workspaces.' : tenantTable(rows),
        );
      }),
  );
  addSwitch(
    tenants,
    context,
    'suspend',
    'Suspends a workspace: sockets close, requests are refused, nothing is lost.',
  );
  addSwitch(tenants, context, 'resume', 'Resumes a suspended workspace.');
}

function addCreate(tenants: Command, context: Context): void {
  const command = tenants
    .command('create')
    .description('Creates a workspace and its owner.')
    .argument('<slug>', 'first part of the address: 3 to 40 of a–z 0–9 -')
    .requiredOption('--name <name>', 'name of the workspace')
    .requiredOption('--owner-handle <handle>', 'handle of the owner')
    .requiredOption('--owner-name <name>', 'name of the owner')
    .option('--owner-email <address>', 'e-mail address of the owner')
    .option(
      '--owner-password-file <path>',
      'file with the first password of the owner, - for standard input',
    );
  addCallerOptions(command).action(async (slug: string, options: CreateOptions, self: Command) => {
    const { name, ownerHandle: handle, ownerName: displayName, ownerEmail } = options;
    const email = ownerEmail === undefined ? {} : { emailAddress: ownerEmail };
    const draft = { slug, name, owner: { handle, displayName, ...email, password: '-' } };
    accepted(operations['directory.createTenant'], draft);
    const password = await ownerPassword(context, options);
    await asOperator(context, options, async (connection) => {
      const input = { ...draft, owner: { ...draft.owner, password } };
      const answer = await connection.call('directory.createTenant', input);
      outputOf(context, self).result(answer, () => tenantFields(answer.tenant));
    });
  });
}

async function ownerPassword(context: Context, options: CreateOptions): Promise<string> {
  if (options.ownerPasswordFile !== undefined)
    return await readSecret(context.surroundings, options.ownerPasswordFile, 'password');
  return await askSecretly(
    context.surroundings,
    `First password of ${options.ownerHandle}`,
    'There is no terminal to ask for the password of the owner; give --owner-password-file.',
  );
}

function addSwitch(
  tenants: Command,
  context: Context,
  verb: 'suspend' | 'resume',
  description: string,
): void {
  const command = tenants
    .command(verb)
    .description(description)
    .argument('<workspace>', 'slug or id of the workspace');
  addCallerOptions(command).action((wanted: string, options: CallerOptions, self: Command) =>
    asOperator(context, options, async (connection) => {
      const { id: tenantId } = tenantNamed(await listTenants(connection), wanted);
      const answer = await connection.call(`directory.${verb}Tenant`, { tenantId });
      outputOf(context, self).result(answer, () => tenantFields(answer.tenant));
    }),
  );
}

export function tenantNamed(tenants: readonly Tenant[], wanted: string): Tenant {
  const found = tenants.find(({ id, slug }) => id === wanted || slug === wanted);
  if (found === undefined) throw new CommandFailure('not_found', `There is no workspace \`${wanted}\`.`);
  return found;
}

export function listTenants(connection: Connection): Promise<Tenant[]> {
  return allPages<Tenant, TenantId>(async (after) => {
    const { tenants, next } = await connection.call('directory.listTenants', { limit: 200, ...after });
    return { rows: tenants, next };
  });
}

export async function asOperator(
  context: Context,
  options: CallerOptions,
  act: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = await connectAs(context.surroundings, options, 'platform');
  try {
    await act(connection);
  } finally {
    await connection.close();
  }
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

const tenantTable = (rows: readonly Tenant[]): string =>
  table(rows, {
    slug: (row) => row.slug,
    name: (row) => row.name,
    status: (row) => row.status,
    created: (row) => day(row.createdAt),
    address: (row) => row.address,
    id: (row) => row.id,
  });

const tenantFields = ({ id, slug, name, status, address, createdAt }: Tenant): string =>
  fields({ slug, name, status, created: day(createdAt), address, id });
