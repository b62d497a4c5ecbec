import type { MessageWindow } from '@wardroom/sdk';
import { useEffect, useRef } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { plainText } from '../search/plain-text.ts';
import { useScreenReaderMode } from '../ui/use-settings.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { nameOf } from './names.ts';

/** Characters of a message that are read out: a sentence or two, or all of it for those who read by ear. */
const longestAnnouncement = 200;
const longestPlain = 2_000;

/** Reads out new messages of others in the open channel, politely and not at length. */
export function useAnnouncements(timeline: MessageWindow): void {
  const workspace = useWorkspace();
  const { t } = useTexts();
  const longest = useScreenReaderMode() ? longestPlain : longestAnnouncement;
  const last = timeline.messages.at(-1);
  const known = useRef(last?.channelSeq ?? 0);
  useEffect(() => {
    if (last === undefined || last.channelSeq <= known.current) return;
    known.current = last.channelSeq;
    const { synced } = workspace.store.get();
    if (synced === null || last.authorId === synced.me.id || last.body === null || timeline.hasAfter) return;
    const { name } = nameOf(synced, last.authorId, t('chat.somebody'));
    const text = plainText(last.body.slice(0, longest));
    workspace.announce(t('timeline.announce', { name, text }));
  }, [last, timeline.hasAfter, workspace, t, longest]);
}
