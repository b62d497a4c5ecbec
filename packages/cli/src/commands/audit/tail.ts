/** `wardroom audit tail [filter…]`: entries as they are sealed, until it is stopped; nothing missed, nothing twice. */
import type { AuditEntryView, Operations, OutputOf, RawInputOf } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { CallError, UsageError } from '../../failure.ts';
import type { Surroundings } from '../../surroundings.ts';
import { plain } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';
import { filterHelp, readFilters, resolvedFilters } from './filters.ts';

type Tail = OutputOf<Operations['audit.tail']>;

const everyMs = 1_000;
const longestMs = 30_000;
/** What passes by itself; anything else ends the command. */
const passing: ReadonlySet<string> = new Set(['unreachable', 'unavailable', 'overloaded', 'rate_limited']);

export function addTail(audit: Command, context: Context): void {
  const command = audit
    .command('tail')
    .summary('follow the log live')
    .description(
      'Prints entries as they are added to the sealed log, one JSON object per line when the output is piped. Goes on where it was when the server was away. Ctrl-C ends it.',
    )
    .argument('[filters...]', 'such as outcome:blocked family:sign-in')
    .addHelpText('after', filterHelp);
  addCallerOptions(command, 'http://acme.localhost:8420').action(
    async (words: string[], options: CallerOptions, self: Command) => {
      const { surroundings } = context;
      const typed = readFilters(words, surroundings.now());
      if ('from' in typed || 'to' in typed)
        throw new UsageError('What is to come has no since: or until:; `wardroom audit list` does.');
      const stopping = new AbortController();
      const deafen = surroundings.onSignal(() => stopping.abort());
      const connection = await connectAs(surroundings, options, 'tenant');
      try {
        const filters = await resolvedFilters(connection, typed);
        const { json, note } = outputOf(context, self);
        const print = (entry: AuditEntryView) =>
          surroundings.stdout.write(`${json ? JSON.stringify(entry) : entryLine(entry)}\n`);
        const { wait } = surroundings;
        await follow({ connection, filters, print, note, wait, signal: stopping.signal });
      } finally {
        deafen();
        await connection.close();
      }
    },
  );
}

export interface Following {
  readonly connection: Pick<Connection, 'call'>;
  readonly filters: Record<string, unknown>;
  readonly print: (entry: AuditEntryView) => unknown;
  readonly note: (line: string) => void;
  readonly wait: Surroundings['wait'];
  readonly signal: AbortSignal;
}

/** Until it is told to stop. */
export async function follow({ connection, filters, print, note, ...rest }: Following): Promise<void> {
  const { signal } = rest;
  const wait = (ms: number) => rest.wait(ms, signal).catch(() => {});
  let after: number | null = null;
  let awayMs = 0;
  while (!signal.aborted) {
    try {
      const input = { ...filters, ...(after === null ? {} : { after }) };
      const tail: Tail = await connection.call('audit.tail', input as RawInputOf<Operations['audit.tail']>);
      if (after === null) note('Following the audit log; Ctrl-C ends it.');
      if (awayMs > 0) note('The server is back.');
      awayMs = 0;
      for (const entry of tail.entries) print(entry);
      after = tail.next;
      if (tail.isCaughtUp) await wait(everyMs);
    } catch (error) {
      if (!(error instanceof CallError) || !passing.has(error.code)) throw error;
      if (awayMs === 0) note(`${plain(error.message)} Trying again.`);
      awayMs = Math.min(longestMs, Math.max(everyMs, awayMs * 2));
      await wait(awayMs);
    }
  }
}

const entryLine = ({
  at,
  outcome,
  type,
  action,
  actorId,
  actorType,
  resourceId,
  resourceKind,
}: AuditEntryView): string =>
  [new Date(at).toISOString(), outcome.padEnd(7), type, action, actorId ?? actorType]
    .concat(resourceId ?? resourceKind)
    .map(plain)
    .join('  ');
