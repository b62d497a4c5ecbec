/** `outcome:blocked actor:olga since:2h` as somebody types it → filters of the audit log. All of them must hold. */
import { operations, splitAuditWord } from '@wardroom/contract';
import type { Connection } from '../../connection/connection.ts';
import { accepted } from '../../connection/read-input.ts';
import { readTime } from '../../connection/read-time.ts';
import { UsageError } from '../../failure.ts';
import { personNamed } from '../roles/find.ts';

export const filterHelp = `
Filters are written name:value and must all hold:
  actor: subject:                 somebody: handle or prn_…
  kind:                           person, bot, service, agent, system, operator, anonymous
  action:                         an operation, such as principals.suspend
  outcome:                        success, failure, blocked
  resource:                       id of what it was about
  token: or credential:           id of the access token, key or session it was done with
  request:                        id of the request, as answers carry it
  type: family: severity: store:  as docs/audit-events.md has them
  from: to: (or since: until:)    2h, 7d, 2026-05-01 or 2026-05-01T09:30:00Z`;

export type TypedFilters = Readonly<Record<string, string | number>>;

/** @throws UsageError naming what is no filter, or no value of one */
export function readFilters(words: readonly string[], now: number): TypedFilters {
  const filters: Record<string, string | number> = {};
  for (const word of words) {
    const read = splitAuditWord(word);
    if (read === null) throw new UsageError(`\`${word}\` is no filter such as outcome:blocked.`);
    const { typed, name, value } = read;
    if (Object.hasOwn(filters, name)) throw new UsageError(`\`${typed}:\` is there twice.`);
    filters[name] = name === 'from' || name === 'to' ? readTime(value, now) : value;
  }
  return filters;
}

/** With people by their ids. @throws UsageError for what the contract does not accept */
export async function resolvedFilters(
  connection: Connection,
  filters: TypedFilters,
): Promise<Record<string, unknown>> {
  const resolved: Record<string, unknown> = { ...filters };
  for (const name of ['actor', 'subject'] as const) {
    const typed = filters[name];
    if (typeof typed === 'string' && !typed.startsWith('prn_'))
      resolved[name] = (await personNamed(connection, typed)).id;
  }
  return accepted(operations['audit.list'], resolved);
}
