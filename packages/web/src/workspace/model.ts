/** What every use case gets: the store, the calls, the surroundings. */
import type { ChannelId } from '@wardroom/contract';
import type { Environment } from '../environment.ts';
import type { Store } from '../ui/store.ts';
import type { Call } from './port.ts';
import type { WorkspaceState } from './state.ts';

export interface Workspace {
  readonly environment: Environment;
  readonly store: Store<WorkspaceState>;
  readonly call: Call;
  /** Sends of one channel leave one after the other, so they arrive in the order in which they were written. */
  readonly sending: Map<ChannelId, Promise<void>>;
  /** Pages that are being loaded, so that scrolling does not ask twice. */
  readonly loading: Set<string>;
  start(): () => void;
  announce(text: string): void;
}
