/** What an import planner hands out: a plan in small, ordered pieces that can be applied again without harm. */
import type { LinkTally } from './link-replies.ts';
import type { NoticeKind } from './notice-kind.ts';

/** Messages in one batch at most. */
export const maxBatchMessages = 200;

export interface ImportChannel {
  /** Allowed as a channel name, without `#`. */
  readonly name: string;
}

export interface ImportAuthor {
  /** Allowed as a handle; unique within the plan and outside the reserved handles. */
  readonly handle: string;
  /** As spelled where it first appears. */
  readonly nick: string;
  readonly displayName: string;
}

export interface ImportMessage {
  /** The same line has the same id in every run: `irc:<file base>:<line, counted from 0>`. */
  readonly externalId: string;
  readonly channel: string;
  readonly authorHandle: string;
  readonly authorNick: string;
  /** 1 to 40,000 characters. */
  readonly text: string;
  /** Said of oneself in the third person (`/me`). */
  readonly isAction: boolean;
  /** Ms since the epoch; strictly increasing within the channel. */
  readonly sentAt: number;
  /** The root of the thread, which always comes earlier in the plan; null for roots and messages outside threads. */
  readonly replyToExternalId: string | null;
}

export type SkipReason = NoticeKind | 'empty' | 'blank' | 'unparsable';

/** What a run has done so far; every batch carries its own copy. */
export interface ImportProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  /** Size of the logs read so far and of all logs; suited to a bar. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly lines: number;
  readonly messages: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

export interface ImportReport extends ImportProgress {
  readonly channels: number;
  readonly authors: number;
  readonly links: Readonly<LinkTally>;
  /** Leading `nick:` turned into `@handle`. */
  readonly mentions: number;
  readonly actions: number;
  /** Lines read as windows-1252 because they were not UTF-8. */
  readonly repairedLines: number;
  readonly cutLines: number;
  /** Messages moved behind the line above because their clock reading lay before it. */
  readonly movedMessages: number;
  /** The first few places that could not be read, as `file:line`, counted from 0. */
  readonly unparsableAt: readonly string[];
  /** Files of the folder that are no chat logs. */
  readonly ignoredFiles: readonly string[];
}

export interface ImportBatch {
  /** Channels and authors not named by an earlier batch; everything that `messages` refers to is known by now. */
  readonly channels: readonly ImportChannel[];
  readonly authors: readonly ImportAuthor[];
  /** At most `maxBatchMessages`, all of one channel. */
  readonly messages: readonly ImportMessage[];
  readonly progress: ImportProgress;
  /** On the last batch, which has no messages; null before. */
  readonly report: ImportReport | null;
}
