/** What the app needs from the SDK; the one place where its names meet ours is `sdk.ts`. */
import type { Event, OperationName, Operations, OutputOf, RawInputOf } from '@wardroom/contract';
import type { Connection, Synced } from './state.ts';

export type Call = <N extends OperationName>(
  name: N,
  input: RawInputOf<Operations[N]>,
) => Promise<OutputOf<Operations[N]>>;

export interface Live {
  close(): void;
  /** The device is back: do not wait for the next attempt. */
  wake(): void;
}

export interface LiveHandlers {
  /** A fresh snapshot. `hole`: events may be missing since the last one. */
  readonly onSnapshot: (synced: Synced, hole: boolean) => void;
  readonly onEvent: (event: Event) => void;
  readonly onConnection: (connection: Connection) => void;
  readonly onFailure: (thrown: unknown) => void;
}

export interface Port {
  readonly call: Call;
  /** Snapshot + event = the snapshot a fresh client would get. Pure. */
  readonly fold: (synced: Synced, event: Event) => Synced;
  /** Takes a snapshot and follows the events after it. */
  readonly follow: (handlers: LiveHandlers) => Live;
}
