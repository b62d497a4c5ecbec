/** What people have said before: real logs where there are some, else our own sample. */
import { join } from 'node:path';
import { type ImportBatch, listLogs, planImport, planSample } from '../import/irc/index.ts';
import { readKnownAuthors } from '../import/known-authors.ts';
import { openJournalFor } from '../import/open-journal.ts';
import { openProgress } from '../import/progress.ts';
import { type ImportSummary, summaryOf } from '../import/report-text.ts';
import { runImport } from '../import/run-import.ts';
import type { DemoPlace } from './people.ts';

export interface Conversations {
  /** A log or a folder of logs. */
  readonly from: string | undefined;
  readonly sampleEndsAt: number;
  readonly signal: AbortSignal;
}

/**
 * acme gets all logs, or else the sample; globex its sample and, of the logs, the smallest channel.
 * @returns what was done, one summary for each source; the last one is incomplete when the signal fired
 */
export async function importConversations(
  place: DemoPlace,
  conversations: Conversations,
): Promise<ImportSummary[]> {
  const { from, sampleEndsAt: endsAt } = conversations;
  const { slug: company } = place.company;
  const summaries: ImportSummary[] = [];
  if (from === undefined || company !== 'acme')
    summaries.push(await importBatches(place, conversations, 'sample', planSample({ company, endsAt })));
  if (from !== undefined) {
    const known = await readKnownAuthors(place.owner);
    const logs = planImport(from, known);
    const batches = company === 'acme' ? logs : onlyChannel(logs, await smallestChannel(from));
    summaries.push(await importBatches(place, conversations, from, batches));
  }
  return summaries;
}

async function importBatches(
  { surroundings, directory, company, owner }: DemoPlace,
  { signal }: Conversations,
  logPath: string,
  batches: AsyncIterable<ImportBatch>,
): Promise<ImportSummary> {
  const progress = openProgress(surroundings, company.name);
  try {
    const statePath = join(directory, `${company.slug}.journal`);
    const place = { statePath, logPath, channelPrefix: '' };
    const { now, wait } = surroundings;
    const outcome = await runImport({
      connection: owner,
      batches,
      journal: await openJournalFor(surroundings, owner, place),
      now,
      wait,
      signal,
      onProgress: (tally) => progress.show(tally),
    });
    return summaryOf(outcome);
  } finally {
    progress.end();
  }
}

async function smallestChannel(path: string): Promise<string> {
  const bytes = new Map<string, number>();
  for (const source of (await listLogs(path)).sources)
    bytes.set(source.channel, (bytes.get(source.channel) ?? 0) + source.bytes);
  const [smallest] = [...bytes].sort(([, a], [, b]) => a - b);
  return smallest?.[0] ?? '';
}

/** Authors are kept, so that handles stay as they are in the whole plan. */
async function* onlyChannel(batches: AsyncIterable<ImportBatch>, name: string): AsyncGenerator<ImportBatch> {
  for await (const batch of batches)
    yield batch.messages[0] === undefined || batch.messages[0].channel === name
      ? batch
      : { ...batch, messages: [] };
}
