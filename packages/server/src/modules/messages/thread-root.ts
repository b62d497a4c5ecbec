import { type Uuid, WardroomError } from '@wardroom/contract';
import type { RootRow } from './store/batch-reads.ts';

/**
 * A thread hangs on a top-level message of the same channel, redacted or not. A message of another channel is
 * `not_found`, like one that does not exist; a reply is `conflict`.
 */
export function requireRoot(root: RootRow | undefined, channelId: Uuid): void {
  if (root === undefined || root.channel_id !== channelId) throw new WardroomError('not_found');
  if (root.thread_root_id !== null) throw new WardroomError('conflict');
}
