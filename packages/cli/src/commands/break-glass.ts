/** `wardroom break-glass open|list|close`: how an operator gets into a workspace, on record and for minutes. */
import { type BreakGlassId, type Operations, type OutputOf, operations } from '@wardroom/contract';
import { type Command, Option } from 'commander';
import type { Connection } from '../connection/connection.ts';
import { accepted } from '../connection/read-input.ts';
import { addCallerOptions, type CallerOptions } from '../connection/sign-in.ts';
import { confirm } from '../terminal/confirm.ts';
import { fields, table } from '../terminal/table.ts';
import { type Context, outputOf } from './context.ts';
import { asOperator, listTenants, tenantNamed } from './tenants.ts';

interface OpenOptions extends CallerOptions {
  readonly reason: string;
  readonly minutes: string;
  readonly role: 'admin' | 'owner';
  readonly yes?: boolean;
}
type Access = OutputOf<Operations['breakGlass.list']>['accesses'][number];

export function addBreakGlass(program: Command, context: Context): void {
  const breakGlass = program
    .command('break-glass')
    .description('Access to a workspace in an emergency: recorded, for minutes, and shown to its people.');
  addOpen(breakGlass, context);
  addCallerOptions(
    breakGlass.command('list').description('Lists the latest 200 of all workspaces, newest first.'),
  ).action((options: CallerOptions, self: Command) =>
    asOperator(context, options, async (connection) => {
      const { accesses } = await connection.call('breakGlass.list', { limit: 200 });
      const slugs = await slugsOf(connection);
      const rows = accesses.map((access) => ({ ...access, slug: slugs.get(access.tenantId) ?? null }));
      outputOf(context, self).result({ accesses: rows }, () =>
        rows.length === 0 ? 'No break-glass so far.' : accessTable(rows),
      );
    }),
  );
  addCallerOptions(
    breakGlass
      .command('close')
      .description('Closes an access before its time: it is worth nothing at once.')
      .argument('<id>', 'id of the access'),
  ).action((id: string, options: CallerOptions, self: Command) =>
    asOperator(context, options, async ({ call }) => {
      const input = { breakGlassId: id as BreakGlassId };
      accepted(operations['breakGlass.close'], input);
      const { access } = await call('breakGlass.close', input);
      outputOf(context, self).result({ access }, () => accessFields(access));
    }),
  );
}

function addOpen(breakGlass: Command, context: Context): void {
  const command = breakGlass
    .command('open')
    .description(
      'Makes a link that lets you in once, within 5 minutes. Everybody who sees the console sees why.',
    )
    .argument('<workspace>', 'slug or id of the workspace')
    .requiredOption('--reason <text>', 'why, shown to the people of the workspace (10 to 500 characters)')
    .option('--minutes <number>', 'how long it lasts, 5 to 60', '30')
    .addOption(new Option('--role <role>', 'as what').choices(['admin', 'owner']).default('admin'))
    .option('--yes', 'do not ask');
  addCallerOptions(command).action((wanted: string, options: OpenOptions, self: Command) =>
    asOperator(context, options, async (connection) => {
      const { id: tenantId, slug } = tenantNamed(await listTenants(connection), wanted);
      const { reason, role } = options;
      const input = { tenantId, reason, role, minutes: Number(options.minutes) };
      accepted(operations['breakGlass.open'], input);
      const what = `enter ${slug} as ${role} for ${options.minutes} minutes; its people will see that`;
      if (!options.yes) await confirm(context.surroundings, 'open', what);
      const answer = await connection.call('breakGlass.open', input);
      outputOf(context, self).result(answer, () => `${accessFields(answer.access)}\n\n${answer.link}`);
    }),
  );
}

const slugsOf = async (connection: Connection): Promise<ReadonlyMap<string, string>> =>
  new Map((await listTenants(connection)).map(({ id, slug }) => [id, slug]));

const minute = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const accessTable = (rows: readonly (Access & { readonly slug: string | null })[]): string =>
  table(rows, {
    slug: (row) => row.slug,
    state: (row) => row.state,
    role: (row) => row.role,
    opened: (row) => minute(row.openedAt),
    until: (row) => minute(row.closedAt ?? row.expiresAt),
    reason: (row) => row.reason,
    id: (row) => row.id,
  });

const accessFields = ({ id, state, role, reason, openedAt, expiresAt }: Access): string =>
  fields({ state, role, reason, opened: minute(openedAt), until: minute(expiresAt), id });
