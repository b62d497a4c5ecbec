/** How the suite speaks to one tenant, whatever the edge. */
import type { AnyOperation } from '@wardroom/contract';

/** Everything of an answer that a caller can see, with what differs by chance made equal. */
export interface Seen {
  readonly ok: boolean;
  /** Stable error code; absent when it succeeded. */
  readonly code?: string | undefined;
  readonly output?: unknown;
  /** Status, headers, bytes; where it can be had, the SQL that ran. Compared as text. */
  readonly trace: string;
}

export interface Side {
  /** Kinds of caller for whom credentials are at hand: `owner`, `member`, `guest`, `bot`. */
  readonly callers: readonly string[];
  send(caller: string, operation: AnyOperation, input: Record<string, unknown>): Promise<Seen>;
}

/** Request ids are random in every answer. */
export const withoutRequestIds = (text: string): string =>
  text.replace(/req_[0-9a-z]{26}/g, 'req_*').replace(/"requestId":"[^"]*"/g, '"requestId":"*"');
