/** Where the journal of an import is, and what of it the server still bears out. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ChannelId } from '@wardroom/contract';
import type { Connection } from '../connection/connection.ts';
import { allPages } from '../connection/pages.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Journal, openJournal } from './journal.ts';

export interface JournalPlace {
  /** Chosen by hand; else below the cache directory of the person who runs this. */
  readonly statePath: string | undefined;
  readonly logPath: string;
  readonly channelPrefix: string;
}

export async function openJournalFor(
  surroundings: Surroundings,
  connection: Connection,
  place: JournalPlace,
): Promise<Journal> {
  const { tenant } = await connection.call('tenants.show', {});
  const path = place.statePath ?? join(cacheDirectory(surroundings), `${nameOf(tenant.id, place)}.journal`);
  return await openJournal({ path, tenantId: tenant.id, lastSeqs: await readLastSeqs(connection) });
}

function cacheDirectory({ environment }: Surroundings): string {
  const chosen = environment['XDG_CACHE_HOME'];
  return join(chosen === undefined || chosen === '' ? join(homedir(), '.cache') : chosen, 'wardroom');
}

function nameOf(tenantId: string, { logPath, channelPrefix }: JournalPlace): string {
  const about = JSON.stringify([tenantId, resolve(logPath), channelPrefix]);
  return `import-${createHash('sha256').update(about).digest('hex').slice(0, 24)}`;
}

async function readLastSeqs(connection: Connection): Promise<Map<string, number>> {
  const lastSeqs = new Map<string, number>();
  for (const archived of [false, true]) {
    const channels = await allPages(async (after: { after?: ChannelId }) => {
      const page = await connection.call('channels.directory', { limit: 500, archived, ...after });
      return { rows: page.channels, next: page.next };
    });
    for (const { id, lastSeq } of channels) lastSeqs.set(id, lastSeq);
  }
  return lastSeqs;
}
