/** `wardroom operator end-tokens`: access tokens of many workspaces at once (TOK-04). */
import { type Operations, type OutputOf, operations, type TenantId } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../connection/connection.ts';
import { accepted } from '../connection/read-input.ts';
import { addCallerOptions, type CallerOptions } from '../connection/sign-in.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { confirm } from '../terminal/confirm.ts';
import { table } from '../terminal/table.ts';
import { type Context, outputOf } from './context.ts';
import { addOperatorAudit } from './operator-audit.ts';
import { asOperator, listTenants, tenantNamed } from './tenants.ts';

interface EndOptions extends CallerOptions {
  readonly reason: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}
type Ended = OutputOf<Operations['directory.endTokens']>['tenants'];

const mostAtOnce = 200;

export function addOperator(program: Command, context: Context): void {
  const operator = program
    .command('operator')
    .description('What the operator does in an emergency, and the log of the platform.');
  addOperatorAudit(operator, context);
  const command = operator
    .command('end-tokens')
    .description(
      'Ends every access token of workspaces: their sockets close. Keys, sessions and grants stay.',
    )
    .argument('[workspace...]', 'slugs or ids of the workspaces')
    .requiredOption('--reason <text>', 'why, for the logs of the workspaces and of the platform')
    .option('--all', 'every workspace of the deployment')
    .option('--yes', 'do not ask');
  addCallerOptions(command).action((wanted: string[], options: EndOptions, self: Command) => {
    if ((options.all === true) === wanted.length > 0) throw new UsageError('Name workspaces, or give --all.');
    accepted(operations['directory.endTokens'], { reason: options.reason, all: true });
    return asOperator(context, options, async (connection) => {
      const known = await listTenants(connection);
      const chosen = options.all === true ? null : wanted.map((name) => tenantNamed(known, name).id);
      const what = `end every token of ${chosen === null ? `all ${known.length}` : chosen.length} workspaces`;
      if (!options.yes) await confirm(context.surroundings, 'end', what);
      const ended = await endTokens(connection, options.reason, chosen);
      const slugs = new Map(known.map(({ id, slug }) => [id, slug]));
      const tenants = ended.map(({ id, outcome }) => ({ id, slug: slugs.get(id) ?? null, outcome }));
      outputOf(context, self).result({ tenants }, () =>
        table(tenants, {
          slug: (row) => row.slug,
          outcome: (row) => row.outcome,
          id: (row) => row.id,
        }),
      );
      const left = tenants.filter(({ outcome }) => outcome !== 'ended').length;
      if (left > 0)
        throw new CommandFailure(
          'incomplete',
          `${left} of them could not be reached; run it again for those.`,
        );
    });
  });
}

/** Null: of all. */
async function endTokens(
  { call }: Connection,
  reason: string,
  chosen: readonly TenantId[] | null,
): Promise<Ended> {
  const ended: Ended = [];
  if (chosen !== null) {
    for (let from = 0; from < chosen.length; from += mostAtOnce) {
      const tenantIds = chosen.slice(from, from + mostAtOnce);
      ended.push(...(await call('directory.endTokens', { tenantIds, reason })).tenants);
    }
    return ended;
  }
  for (let after: { after?: TenantId } = {}; ; ) {
    const { tenants, next } = await call('directory.endTokens', { all: true, reason, ...after });
    ended.push(...tenants);
    if (next === null) return ended;
    after = { after: next };
  }
}
