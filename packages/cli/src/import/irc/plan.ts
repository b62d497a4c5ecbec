/**
 * A path → the plan of an import, as a stream of batches. Two runs over the same files give the same batches in the
 * same order with the same ids, so a caller resumes by running again and passing over what it has applied.
 */
import { createReadStream } from 'node:fs';
import { AuthorBook, type KnownAuthors } from './authors.ts';
import { type ImportBatch, type ImportChannel, type ImportMessage, maxBatchMessages } from './batch.ts';
import { type Catalogue, type LogSource, listLogs } from './catalogue.ts';
import { mentionOf } from './mentions.ts';
import { parseLine, type Spoken } from './parse-line.ts';
import { maxLineLength, readLog } from './read-log.ts';
import { RunningReport } from './report.ts';
import { isImported, isSpoken, type Survey, surveyLog } from './survey.ts';
import { Timeline } from './timeline.ts';

interface Planning {
  readonly report: RunningReport;
  readonly authors: AuthorBook;
  readonly newChannels: ImportChannel[];
}

/**
 * @param path a log or a folder of logs
 * @throws WardroomError invalid_input where there is nothing to import
 */
export async function* planImport(path: string, known: KnownAuthors = {}): AsyncGenerator<ImportBatch> {
  const catalogue = await listLogs(path);
  const planning: Planning = {
    report: new RunningReport(catalogue),
    authors: new AuthorBook(known),
    newChannels: [],
  };
  for (const logs of byChannel(catalogue)) yield* planChannel(logs, planning);
  yield { ...batchOf(planning, []), report: planning.report.final(planning.authors.size) };
}

/** The catalogue is sorted by channel, and each channel by day. */
function byChannel({ sources }: Catalogue): LogSource[][] {
  return [...Map.groupBy(sources, (source) => source.channel).values()];
}

async function* planChannel(logs: readonly LogSource[], planning: Planning): AsyncGenerator<ImportBatch> {
  const timeline = new Timeline();
  for (const [position, log] of logs.entries()) {
    if (position === 0) {
      planning.newChannels.push({ name: log.channel });
      planning.report.channels += 1;
    }
    yield* planLog(log, timeline, planning);
  }
  planning.report.movedMessages += timeline.moved;
}

async function* planLog(log: LogSource, timeline: Timeline, planning: Planning): AsyncGenerator<ImportBatch> {
  const { report, authors } = planning;
  const survey = await surveyLog(log, report.links);
  timeline.startFile(log.dayAt, survey.twelveHourClock);
  let messages: ImportMessage[] = [];
  for await (const line of readLog(report.counting(createReadStream(log.path)), report.read)) {
    const parsed = parseLine(line.text);
    if (!isSpoken(parsed)) {
      report.skip(parsed.kind === 'notice' ? parsed.notice : parsed.kind, `${log.base}:${line.number}`);
    } else if (!isImported(parsed, survey.speakers)) {
      report.skip(parsed.text === '' ? 'empty' : 'other', `${log.base}:${line.number}`);
    } else {
      messages.push(planMessage(parsed, line.number, { log, survey, timeline, authors, report }));
    }
    if (messages.length === maxBatchMessages) {
      yield batchOf(planning, messages);
      messages = [];
    }
  }
  report.filesDone += 1;
  if (messages.length > 0) yield batchOf(planning, messages);
}

interface LogContext {
  readonly log: LogSource;
  readonly survey: Survey;
  readonly timeline: Timeline;
  readonly authors: AuthorBook;
  readonly report: RunningReport;
}

function planMessage(spoken: Spoken, line: number, context: LogContext): ImportMessage {
  const { log, survey, timeline, authors, report } = context;
  const author = authors.enter(spoken.nick);
  const isAction = spoken.kind !== 'message';
  const mention = mentionOf(
    spoken.text,
    survey.speakers.on(spoken.dayAt),
    (nick) => authors.enter(nick).handle,
  );
  const root = survey.roots.get(line);
  report.messages += 1;
  if (isAction) report.actions += 1;
  if (mention !== null) report.mentions += 1;
  return {
    externalId: externalIdOf(log, line),
    channel: log.channel,
    authorHandle: author.handle,
    authorNick: author.nick,
    // A handle can be longer than the nick it stands for.
    text: (mention ?? spoken.text).slice(0, maxLineLength).toWellFormed(),
    isAction,
    sentAt: timeline.place(spoken),
    replyToExternalId: root === undefined ? null : externalIdOf(log, root),
  };
}

function externalIdOf(log: LogSource, line: number): string {
  return `irc:${log.base}:${line}`;
}

function batchOf(planning: Planning, messages: readonly ImportMessage[]): ImportBatch {
  return {
    channels: planning.newChannels.splice(0),
    authors: planning.authors.takeUnannounced(),
    messages,
    progress: planning.report.progress(),
    report: null,
  };
}
