/**
 * What the server has acknowledged, so that a second run need not send it again. Only a shortcut: repeating a request
 * changes nothing, so a lost or torn journal costs time. A stale one must not cost messages: it counts only for the
 * workspace it was written for, and only for channels that still hold at least as many messages as were acknowledged
 * (they hold fewer after a restore from a backup).
 */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailure, UsageError } from '../failure.ts';

export interface Acknowledged {
  readonly digest: string;
  readonly channelId: string;
  /** Messages of the request. */
  readonly messages: number;
}

export interface Journal {
  has(digest: string): boolean;
  record(entry: Acknowledged): Promise<void>;
}

/** For runs that need no memory, such as the sample of a demonstration. */
export const noJournal: Journal = { has: () => false, record: async () => {} };

export interface JournalOptions {
  readonly path: string;
  readonly tenantId: string;
  /** Channel id → sequence number of its newest message. */
  readonly lastSeqs: ReadonlyMap<string, number>;
}

export async function openJournal({ path, tenantId, lastSeqs }: JournalOptions): Promise<Journal> {
  const entries = believable(await readEntries(path, tenantId), lastSeqs);
  const digests = new Set(entries.map(({ digest }) => digest));
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const lines = [{ wardroomImport: 1, tenantId }, ...entries].map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(path, lines.join(''), { mode: 0o600 });
  } catch (cause) {
    throw new CommandFailure(
      'not_written',
      `The journal ${path} cannot be written; choose another with --state.`,
      cause,
    );
  }
  return {
    has: (digest) => digests.has(digest),
    async record(acknowledged) {
      digests.add(acknowledged.digest);
      await appendFile(path, `${JSON.stringify(acknowledged)}\n`);
    },
  };
}

async function readEntries(path: string, tenantId: string): Promise<Acknowledged[]> {
  const content = await readFile(path, 'utf8').catch(() => '');
  const [first, ...rest] = content.split('\n').map(parsed);
  // It will be written anew: a path with a slip must not cost somebody a file.
  if (content !== '' && first?.['wardroomImport'] !== 1)
    throw new UsageError(`${path} is no journal of an import; choose another file with --state.`);
  if (first?.['tenantId'] !== tenantId) return [];
  const byDigest = new Map<string, Acknowledged>();
  for (const line of rest) {
    const { digest, channelId, messages } = line ?? {};
    if (typeof digest === 'string' && typeof channelId === 'string' && typeof messages === 'number')
      byDigest.set(digest, { digest, channelId, messages });
  }
  return [...byDigest.values()];
}

/** Null for a line that was torn by the end of a process. */
function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function believable(entries: readonly Acknowledged[], lastSeqs: ReadonlyMap<string, number>): Acknowledged[] {
  const acknowledged = new Map<string, number>();
  for (const { channelId, messages } of entries)
    acknowledged.set(channelId, (acknowledged.get(channelId) ?? 0) + messages);
  return entries.filter(
    ({ channelId }) => (lastSeqs.get(channelId) ?? 0) >= (acknowledged.get(channelId) ?? 0),
  );
}
