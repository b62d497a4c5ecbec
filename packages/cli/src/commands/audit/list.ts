/** `wardroom audit list [filter…]`: entries of the audit log, newest first (AUD-07). */
import type { AuditEntryView, Operations, OutputOf, RawInputOf } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { UsageError } from '../../failure.ts';
import { table } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';
import { filterHelp, readFilters, resolvedFilters } from './filters.ts';

interface ListOptions extends CallerOptions {
  readonly limit: string;
}
type Listed = OutputOf<Operations['audit.list']>;

const mostPerCall = 200;
const mostAtOnce = 10_000;

export function addList(audit: Command, context: Context): void {
  const command = audit
    .command('list')
    .summary('find entries, newest first')
    .description('Lists entries of the audit log that meet every filter, newest first.')
    .argument('[filters...]', 'such as outcome:blocked actor:olga since:2h')
    .option('--limit <number>', `at most so many entries, up to ${mostAtOnce}`, '50')
    .addHelpText('after', filterHelp);
  addCallerOptions(command, 'http://acme.localhost:8420').action(
    async (words: string[], options: ListOptions, self: Command) => {
      const { surroundings } = context;
      const typed = readFilters(words, surroundings.now());
      const limit = limitOf(options.limit);
      const connection = await connectAs(surroundings, options, 'tenant');
      try {
        const filters = await resolvedFilters(connection, typed);
        const result = await found(connection, filters, limit);
        outputOf(context, self).result(result, () => entryTable(result));
      } finally {
        await connection.close();
      }
    },
  );
}

function limitOf(typed: string): number {
  const limit = Number(typed);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostAtOnce)
    throw new UsageError(`--limit is a number from 1 to ${mostAtOnce}.`);
  return limit;
}

interface Found {
  readonly entries: readonly AuditEntryView[];
  /** What the caller may read of the log. */
  readonly stores: Listed['stores'];
}

/** A search that stopped at its bound goes on. */
async function found(
  connection: Connection,
  filters: Record<string, unknown>,
  limit: number,
): Promise<Found> {
  const entries: AuditEntryView[] = [];
  let stores: Listed['stores'] = [];
  let before: AuditEntryView['id'] | null | undefined;
  while (entries.length < limit && before !== null) {
    const wanted = Math.min(mostPerCall, limit - entries.length);
    const input = { ...filters, limit: wanted, ...(before === undefined ? {} : { before }) };
    const page: Listed = await connection.call('audit.list', input as RawInputOf<Operations['audit.list']>);
    entries.push(...page.entries);
    ({ next: before, stores } = page);
  }
  return { entries, stores };
}

const entryTable = ({ entries, stores }: Found): string =>
  [
    entriesOf(entries),
    ...(stores.length === 1 ? ['', `From the ${stores[0]} store, which is all that you may read.`] : []),
  ].join('\n');

const entriesOf = (entries: readonly AuditEntryView[]): string =>
  entries.length === 0
    ? 'Nothing fits.'
    : table(entries, {
        at: ({ at }) => new Date(at).toISOString(),
        outcome: ({ outcome }) => outcome,
        type: ({ type }) => type,
        action: ({ action }) => action,
        actor: ({ actorId, actorType }) => actorId ?? actorType,
        resource: ({ resourceId, resourceKind }) => resourceId ?? resourceKind,
        id: ({ id }) => id,
      });
