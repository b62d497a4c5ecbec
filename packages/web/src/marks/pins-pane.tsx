import { Link } from '@tanstack/react-router';
import type { ChannelId, Message } from '@wardroom/contract';
import { PinOff } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { AuthorName, AuthorPicture } from '../chat/message-row.tsx';
import { nameOf, useMentionTitle } from '../chat/names.ts';
import { SideHead } from '../chat/side-head.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Formatted } from '../text/formatted.tsx';
import { Empty, IconButton, Notice } from '../ui/parts.tsx';
import { loadPins, pinnedNow, setPinned, useMarks } from '../workspace/marks.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { usePlace } from '../workspace/use-may.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { actsOn } from './acts.ts';
import { placeOfMessage } from './message-place.ts';

/** Everything that is pinned in a channel, newest message first, and the way to where it was said. */
export function PinsPane({ channelId, onClose }: { channelId: ChannelId; onClose: () => void }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const { changes } = useSynced();
  const list = useMarks((state) => state.pinned.get(channelId));
  const [failure, setFailure] = useState<Failure | null>(null);
  const load = (more: boolean) => {
    setFailure(null);
    loadPins(workspace, channelId, more).catch((thrown: unknown) => setFailure(failureOf(thrown)));
  };
  const snapshot = useSelect((state) => state.snapshot);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read when it opens, and after each new snapshot.
  useEffect(() => load(false), [workspace, channelId, snapshot]);
  const messages = useMemo(() => {
    const here = [...changes.values()].filter((message) => message.channelId === channelId);
    return pinnedNow(list?.messages ?? [], here);
  }, [list, changes, channelId]);
  return (
    <aside
      className="side"
      aria-label={t('marks.pins')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <SideHead title={t('marks.pins')} closeLabel={t('marks.closePins')} onClose={onClose} />
      <div className="side-scroll pins">
        {failure === null ? null : <Notice failure={failure} />}
        {list !== undefined && messages.length === 0 ? (
          <Empty title={t('marks.noPins')}>{t('marks.noPinsText')}</Empty>
        ) : null}
        {messages.map((message) => (
          <PinnedMessage key={message.id} message={message} />
        ))}
        {list === undefined || list.next === null ? null : (
          <button type="button" className="button" onClick={() => load(true)}>
            {t('marks.morePins')}
          </button>
        )}
      </div>
    </aside>
  );
}

function PinnedMessage({ message }: { message: Message }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const place = usePlace(message.channelId);
  const formats = useFormats();
  const mention = useMentionTitle();
  const author = nameOf(synced, message.authorId, t('chat.somebody'));
  const by = nameOf(synced, message.pinnedBy ?? message.authorId, t('chat.somebody'));
  return (
    <article className="pinned" aria-label={`${author.name}, ${formats.time(message.sentAt)}`}>
      <div className="pinned-head">
        <AuthorPicture message={message} author={author} />
        <AuthorName id={message.authorId} author={author} stop />
        <time dateTime={new Date(message.sentAt).toISOString()} title={formats.full(message.sentAt)}>
          {formats.day(message.sentAt, workspace.environment.now())}, {formats.time(message.sentAt)}
        </time>
        {actsOn(synced, place, message, true).includes('unpin') ? (
          <IconButton
            icon={PinOff}
            label={t('marks.unpin')}
            onClick={() => setPinned(workspace, message, false).catch(() => undefined)}
          />
        ) : null}
      </div>
      <div className="pinned-text">
        <Formatted text={message.body ?? ''} mention={mention} />
      </div>
      <p className="pinned-foot">
        <span>{t('marks.pinnedBy', { name: by.name })}</span>
        <Link className="thread-link" {...placeOfMessage(message)}>
          {t('marks.toMessage')}
        </Link>
      </p>
    </article>
  );
}
