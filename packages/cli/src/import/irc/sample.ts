/** The sample conversations as import batches, so that a demonstration takes the same road as real logs. */
import { WardroomError } from '@wardroom/contract';
import type { ImportAuthor, ImportBatch, ImportMessage, ImportProgress } from './batch.ts';
import { emptyLinkTally } from './link-replies.ts';
import {
  type SampleChannel,
  type SampleCompany,
  sampleChannels,
  samplePeople,
} from './sample-conversations.ts';

export type { SampleCompany } from './sample-conversations.ts';

export interface SampleOptions {
  /** Whose conversations. */
  readonly company: SampleCompany;
  /** Nothing is sent after this time, ms since the epoch. Runs with the same value give the same plan. */
  readonly endsAt: number;
}

export async function* planSample({ company, endsAt }: SampleOptions): AsyncGenerator<ImportBatch> {
  const channels = sampleChannels.filter((channel) => channel.company === company);
  const scripts = channels.map((channel) => readScript(channel, endsAt));
  const named = new Set<string>();
  let [messages, threads, replies] = [0, 0, 0];
  for (const [position, script] of scripts.entries()) {
    messages += script.length;
    replies += script.filter((message) => message.replyToExternalId !== null).length;
    threads += new Set(script.map((message) => message.replyToExternalId).filter((root) => root !== null))
      .size;
    yield {
      channels: [{ name: channels[position]?.name ?? '' }],
      authors: newAuthors(script, named),
      messages: script,
      progress: progressOf(position + 1, channels.length, messages),
      report: null,
    };
  }
  const progress = progressOf(channels.length, channels.length, messages);
  const links = { ...emptyLinkTally(), links: replies, threads, replies };
  yield {
    channels: [],
    authors: [],
    messages: [],
    progress,
    report: {
      ...progress,
      channels: channels.length,
      authors: named.size,
      links,
      mentions: 0,
      actions: 0,
      repairedLines: 0,
      cutLines: 0,
      movedMessages: 0,
      unparsableAt: [],
      ignoredFiles: [],
    },
  };
}

const scriptLine = /^(?:([#>])(\w+) )?\+(\d+) ([a-z]+): (.+)$/;

function readScript(channel: SampleChannel, endsAt: number): ImportMessage[] {
  const roots = new Map<string, string>();
  let sentAt = endsAt - channel.startsBeforeEndMinutes * 60_000;
  return channel.script
    .trim()
    .split('\n')
    .map((line, number): ImportMessage => {
      const [, mark, thread = '', minutes, handle = '', text = ''] = scriptLine.exec(line) ?? [];
      const externalId = `sample:${channel.company}:${channel.name}:${number}`;
      // A second per message keeps lines of the same minute in order.
      sentAt += Number(minutes) * 60_000 + 1_000;
      if (mark === '#') roots.set(thread, externalId);
      const root = mark === '>' ? roots.get(thread) : null;
      const isSound = text !== '' && root !== undefined && sentAt <= endsAt && handle in samplePeople;
      if (!isSound) throw new WardroomError('internal', { cause: `sample ${channel.name}:${number}` });
      return {
        externalId,
        channel: channel.name,
        authorHandle: handle,
        authorNick: handle,
        text,
        isAction: false,
        sentAt,
        replyToExternalId: root,
      };
    });
}

function newAuthors(script: readonly ImportMessage[], named: Set<string>): ImportAuthor[] {
  const authors: ImportAuthor[] = [];
  for (const { authorHandle: handle } of script) {
    if (named.has(handle)) continue;
    named.add(handle);
    authors.push({ handle, nick: handle, displayName: samplePeople[handle] ?? handle });
  }
  return authors;
}

function progressOf(filesDone: number, filesTotal: number, messages: number): ImportProgress {
  return {
    filesDone,
    filesTotal,
    bytesDone: messages,
    bytesTotal: messages,
    lines: messages,
    messages,
    skipped: {},
  };
}
