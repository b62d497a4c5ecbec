/** What the app needs from the SDK; the one place where its names meet ours is `sdk.ts`. */
import type { ChannelId, Event, MessageId, PresenceFrame, TypingFrame } from '@wardroom/contract';
import type { Call } from '@wardroom/sdk';
import type { Connection, Synced } from './state.ts';

export type { Call } from '@wardroom/sdk';

export interface Live {
  close(): void;
  /** The device is back: do not wait for the next attempt. */
  wake(): void;
  /** "I am writing here"; nobody answers, nothing is kept. */
  typing(channelId: ChannelId, threadRootId: MessageId | null): void;
  /** What was being written has left. */
  sent(channelId: ChannelId): void;
  setPresence(state: 'active' | 'away'): void;
}

export interface LiveHandlers {
  /** Where to begin, and to begin anew when the stream cannot go on from where it was. */
  readonly onSnapshot: (synced: Synced) => void;
  readonly onEvent: (event: Event) => void;
  readonly onConnection: (connection: Connection) => void;
  readonly onTyping: (typing: TypingFrame) => void;
  readonly onPresence: (presence: PresenceFrame) => void;
  /** The session was ended on purpose, here or by somebody else: nothing of it stays on the device. */
  readonly onRevoked: () => void;
  /** No first snapshot: there is nothing to show. */
  readonly onFailure: (thrown: unknown) => void;
}

export interface Port {
  readonly call: Call;
  /** Takes a snapshot and follows the events after it. */
  readonly follow: (handlers: LiveHandlers) => Live;
}
