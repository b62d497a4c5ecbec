/**
 * A plan → the requests that carry it out. The same plan gives the same requests with the same digests, so a run knows
 * what an earlier one has done already.
 */
import { createHash } from 'node:crypto';
import type { Operations, RawInputOf } from '@wardroom/contract';
import type { ImportAuthor, ImportBatch, ImportMessage, ImportProgress, ImportReport } from './irc/index.ts';

export type AppendInput = RawInputOf<Operations['imports.append']>;

export interface AppendRequest {
  readonly channel: string;
  readonly input: AppendInput;
  /** Size of the input as JSON. */
  readonly bytes: number;
  /** Of channel and messages: two requests with the same digest do the same. */
  readonly digest: string;
  /** Bytes of logs between the request before and this one. */
  readonly logBytes: number;
  readonly progress: ImportProgress;
}

/** The contract takes 500 messages and 4 MiB; the rest is room for what JSON adds. */
const maxMessages = 500;
const maxBytes = 3_000_000;

/**
 * Yields requests; returns the report of the plan.
 * @param channelPrefix put before every channel name
 */
export async function* requestsOf(
  batches: AsyncIterable<ImportBatch>,
  channelPrefix = '',
): AsyncGenerator<AppendRequest, ImportReport | null> {
  const authors = new Map<string, ImportAuthor>();
  let report: ImportReport | null = null;
  let open = new OpenRequest('', 0);
  for await (const batch of batches) {
    for (const author of batch.authors) authors.set(author.handle, author);
    for (const message of batch.messages) {
      const channel = channelPrefix + message.channel;
      const appended = appendable(message, authors, channelPrefix);
      if (!open.takes(channel, appended)) {
        if (!open.isEmpty) yield open.close(batch.progress);
        open = new OpenRequest(channel, open.logBytesDone);
      }
      open.add(appended);
    }
    report = batch.report;
    if (report !== null && !open.isEmpty) yield open.close(batch.progress);
  }
  return report;
}

class OpenRequest {
  readonly #channel: string;
  readonly #startedAtByte: number;
  readonly #messages: AppendInput['messages'] = [];
  #bytes = 100;
  logBytesDone: number;

  constructor(channel: string, startedAtByte: number) {
    this.#channel = channel;
    this.#startedAtByte = startedAtByte;
    this.logBytesDone = startedAtByte;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  takes(channel: string, message: AppendInput['messages'][number]): boolean {
    const fits = this.#messages.length < maxMessages && this.#bytes + bytesOf(message) <= maxBytes;
    return channel === this.#channel && fits;
  }

  add(message: AppendInput['messages'][number]): void {
    this.#messages.push(message);
    this.#bytes += bytesOf(message);
  }

  close(progress: ImportProgress): AppendRequest {
    const input = { channel: { name: this.#channel }, messages: this.#messages };
    this.logBytesDone = progress.bytesDone;
    return {
      channel: this.#channel,
      input,
      bytes: this.#bytes,
      digest: createHash('sha256').update(JSON.stringify(input)).digest('base64url'),
      logBytes: progress.bytesDone - this.#startedAtByte,
      progress,
    };
  }
}

const bytesOf = (message: unknown): number => Buffer.byteLength(JSON.stringify(message)) + 1;

function appendable(
  message: ImportMessage,
  authors: ReadonlyMap<string, ImportAuthor>,
  channelPrefix: string,
): AppendInput['messages'][number] {
  const displayName = authors.get(message.authorHandle)?.displayName ?? message.authorNick;
  // Folders of different networks can hold files of the same name; the prefix tells them apart.
  const idOf = (externalId: string) => printable(channelPrefix + externalId);
  return {
    externalId: idOf(message.externalId),
    author: { handle: message.authorHandle, displayName: oneLine(displayName) || message.authorHandle },
    body: message.isAction ? inItalics(message.text) : message.text,
    sentAt: message.sentAt,
    threadRootExternalId: message.replyToExternalId === null ? null : idOf(message.replyToExternalId),
  };
}

/** `/me waves` is shown as *waves*, unless the text would then be too long or not italic. */
function inItalics(text: string): string {
  return text.length > 39_998 || /[*\n]|^\s|\s$/.test(text) ? text : `*${text}*`;
}

/** What a name may not hold is left out rather than refused: the log is as it is. */
const unnameable = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;
const oneLine = (text: string): string => text.replace(unnameable, '').slice(0, 80).toWellFormed().trim();

/** File names may hold anything; ids on the wire are 1 to 120 printable ASCII characters. */
function printable(externalId: string): string {
  if (/^[\x21-\x7e]{1,120}$/.test(externalId)) return externalId;
  return `sha256:${createHash('sha256').update(externalId).digest('base64url')}`;
}
