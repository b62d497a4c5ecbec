/** Carries out a plan over a connection: the same for logs, samples and demonstrations. */
import type { Connection } from '../connection/connection.ts';
import { CallError } from '../failure.ts';
import { ChannelQueues } from './channel-queues.ts';
import type { ImportBatch, ImportProgress, ImportReport } from './irc/index.ts';
import type { Journal } from './journal.ts';
import { type Patience, withPatience } from './patience.ts';
import { type AppendRequest, requestsOf } from './requests.ts';

const channelsAtOnce = 4;
const maxWaitingBytes = 16 * 1024 * 1024;

export interface ImportRun extends Patience {
  readonly connection: Connection;
  readonly batches: AsyncIterable<ImportBatch>;
  readonly channelPrefix?: string;
  readonly journal: Journal;
  readonly onProgress?: (tally: Readonly<ImportTally>) => void;
}

export interface ImportTally {
  /** New on the server. */
  imported: number;
  /** Sent, and found to be there already. */
  repeated: number;
  /** Not sent, because an earlier run has been told that it is there. */
  alreadyAcknowledged: number;
  authorsCreated: number;
  /** Replies whose root is unknown to the server; kept as plain messages. */
  orphaned: number;
  requests: number;
  /** Bytes of logs whose messages are on the server. */
  logBytesDone: number;
  /** How far the planner has read. */
  plan: ImportProgress | null;
}

export interface ImportOutcome extends ImportTally {
  readonly isComplete: boolean;
  readonly channelIds: readonly string[];
  readonly report: ImportReport | null;
  readonly durationMs: number;
}

/**
 * When the signal fires, requests in flight end and the rest stays for another run.
 * @throws CallError when a request fails for good
 */
export async function runImport(run: ImportRun): Promise<ImportOutcome> {
  const startedAt = run.now();
  const tally = emptyTally();
  const channelIds = new Set<string>();
  const queues = new ChannelQueues<AppendRequest>({ channelsAtOnce, maxWaitingBytes }, async (request) => {
    channelIds.add(await append(run, request, tally));
  });
  const halt = () => queues.halt();
  run.signal.addEventListener('abort', halt, { once: true });
  if (run.signal.aborted) halt();
  try {
    const fed = await feed(run, queues, tally);
    await queues.drain();
    const isComplete = fed.isComplete && !run.signal.aborted;
    return {
      ...tally,
      isComplete,
      channelIds: [...channelIds],
      report: fed.report,
      durationMs: run.now() - startedAt,
    };
  } catch (error) {
    const outcome = { ...tally, isComplete: false, channelIds: [...channelIds], report: null };
    if (run.signal.aborted && error instanceof CallError)
      return { ...outcome, durationMs: run.now() - startedAt };
    throw error;
  } finally {
    run.signal.removeEventListener('abort', halt);
  }
}

async function feed(run: ImportRun, queues: ChannelQueues<AppendRequest>, tally: ImportTally) {
  const requests = requestsOf(run.batches, run.channelPrefix);
  for (;;) {
    const next = await requests.next();
    if (next.done) return { isComplete: true, report: next.value };
    tally.plan = next.value.progress;
    if (run.journal.has(next.value.digest)) {
      tally.alreadyAcknowledged += next.value.input.messages.length;
      advance(run, tally, next.value);
    } else if (!(await queues.add(next.value))) {
      return { isComplete: false, report: null };
    }
  }
}

async function append(run: ImportRun, request: AppendRequest, tally: ImportTally): Promise<string> {
  const done = await withPatience(run, () => run.connection.call('imports.append', request.input));
  const messages = request.input.messages.length;
  await run.journal.record({ digest: request.digest, channelId: done.channelId, messages });
  tally.imported += done.imported;
  tally.repeated += done.repeated;
  tally.authorsCreated += done.authorsCreated;
  tally.orphaned += done.orphaned;
  tally.requests += 1;
  advance(run, tally, request);
  return done.channelId;
}

function advance(run: ImportRun, tally: ImportTally, request: AppendRequest): void {
  tally.logBytesDone += request.logBytes;
  run.onProgress?.(tally);
}

function emptyTally(): ImportTally {
  return {
    imported: 0,
    repeated: 0,
    alreadyAcknowledged: 0,
    authorsCreated: 0,
    orphaned: 0,
    requests: 0,
    logBytesDone: 0,
    plan: null,
  };
}
