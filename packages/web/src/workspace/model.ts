/** What every use case gets: the store, the calls, the surroundings. */
import type { ChannelId } from '@wardroom/contract';
import type { Presence, Typing } from '@wardroom/sdk';
import type { Environment } from '../environment.ts';
import type { Store } from '../ui/store.ts';
import type { Drafted } from './drafted.ts';
import type { Call, Live } from './port.ts';
import type { WorkspaceState } from './state.ts';

export interface Workspace {
  readonly environment: Environment;
  readonly store: Store<WorkspaceState>;
  /** Apart from the rest: it changes often, and few look. */
  readonly presence: Store<Presence>;
  readonly typing: Store<Typing>;
  /** Where something unfinished is written. */
  readonly drafted: Store<Drafted>;
  readonly call: Call;
  /** Channels whose unsent messages are leaving, one after the other, in the order in which they were written. */
  readonly sending: Set<ChannelId>;
  /** Pages that are being loaded, so that scrolling does not ask twice. */
  readonly loading: Set<string>;
  /** null before the stream is open. */
  live: Live | null;
  start(): () => void;
  announce(text: string): void;
}
