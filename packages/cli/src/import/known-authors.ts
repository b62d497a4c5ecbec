/**
 * Whose handles an import may use. People who are here keep theirs, so nobody's words are put into their mouth; authors
 * of an earlier import are met again by the nick that is their display name.
 */
import type { PrincipalId } from '@wardroom/contract';
import type { Connection } from '../connection/connection.ts';
import { allPages } from '../connection/pages.ts';
import type { KnownAuthors } from './irc/index.ts';

export async function readKnownAuthors(connection: Connection): Promise<KnownAuthors> {
  const people = await allPages(async (after: { after?: PrincipalId }) => {
    const { principals, next } = await connection.call('principals.list', { limit: 500, ...after });
    return { rows: principals, next };
  });
  const reservedHandles = people.filter(({ status }) => status !== 'imported').map(({ handle }) => handle);
  const handlesByNick = new Map<string, string>();
  for (const { status, displayName, handle } of people)
    if (status === 'imported') handlesByNick.set(displayName, handle);
  return { reservedHandles, handlesByNick };
}
