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
/** Several may come in one frame; after an outage only the newest are news. */
const mostAtOnce = 5;

/** Reads out new messages of others in the open channel, politely and not at length. */
export function useAnnouncements(timeline: MessageWindow): void {
  const workspace = useWorkspace();
  const { t } = useTexts();
  const longest = useScreenReaderMode() ? longestPlain : longestAnnouncement;
  const last = timeline.messages.at(-1);
  const known = useRef(last?.channelSeq ?? 0);
  useEffect(() => {
    if (last === undefined || last.channelSeq <= known.current) return;
    const since = known.current;
    known.current = last.channelSeq;
    const { synced } = workspace.store.get();
    if (synced === null || timeline.hasAfter) return;
    const words = timeline.messages
      .filter(({ channelSeq, authorId }) => channelSeq > since && authorId !== synced.me.id)
      .slice(-mostAtOnce)
      .flatMap(({ authorId, body }) => {
        const { name } = nameOf(synced, authorId, t('chat.somebody'));
        return body === null
          ? []
          : [t('timeline.announce', { name, text: plainText(body.slice(0, longest)) })];
      });
    if (words.length > 0) workspace.announce(words.join('\n'));
  }, [last, timeline, workspace, t, longest]);
}
