import type { Channel } from '@wardroom/contract';

/** Public ones from the directory; own private ones from the event stream, whose members are counted on demand. */
export interface ChannelRow extends Channel {
  readonly memberCount: number | null;
}
