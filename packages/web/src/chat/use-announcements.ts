import type { MessageWindow } from '@wardroom/sdk';
import { useEffect, useRef } from 'react';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { nameOf } from './names.ts';

const longestAnnouncement = 200;

/** Reads out new messages of others in the open channel, politely and not at length. */
export function useAnnouncements(timeline: MessageWindow): void {
  const workspace = useWorkspace();
  const last = timeline.messages.at(-1);
  const known = useRef(last?.channelSeq ?? 0);
  useEffect(() => {
    if (last === undefined || last.channelSeq <= known.current) return;
    known.current = last.channelSeq;
    const { synced } = workspace.store.get();
    if (synced === null || last.authorId === synced.me.id || last.body === null || timeline.hasAfter) return;
    workspace.announce(`${nameOf(synced, last.authorId).name}: ${last.body.slice(0, longestAnnouncement)}`);
  }, [last, timeline.hasAfter, workspace]);
}
