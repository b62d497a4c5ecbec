import { Link } from '@tanstack/react-router';
import type { ChannelId, Message } from '@wardroom/contract';
import { memo, useEffect, useMemo } from 'react';
import { AuthorPicture } from '../chat/message-row.tsx';
import { nameOf } from '../chat/names.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { placeOfMessage } from '../marks/message-place.ts';
import { ChannelIcon } from '../sidebar/channel-icon.tsx';
import type { Found } from '../workspace/searching.ts';
import { put } from '../workspace/state.ts';
import { titleOf } from '../workspace/titles.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { plainText } from './plain-text.ts';
import { excerpt } from './terms.ts';

interface Group {
  readonly key: string;
  readonly channelId: ChannelId;
  readonly at: number;
  readonly messages: readonly Message[];
}

/** Results that follow each other in one channel on one day share a card. */
export function Results({ found }: { found: Found }) {
  const { t } = useTexts();
  const formats = useFormats();
  const groups = useMemo(() => groupsOf(found.messages, formats.dayKey), [found.messages, formats]);
  return (
    <section className="search-inner" aria-label={t('search.results')}>
      {groups.map((group) => (
        <ResultGroup key={group.key} group={group} terms={found.terms} />
      ))}
    </section>
  );
}

export function groupsOf(messages: readonly Message[], dayOf: (at: number) => string): readonly Group[] {
  const groups: { key: string; channelId: ChannelId; at: number; messages: Message[] }[] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    const same = last?.channelId === message.channelId && dayOf(last.at) === dayOf(message.sentAt);
    if (last !== undefined && same) last.messages.push(message);
    else
      groups.push({
        key: message.id,
        channelId: message.channelId,
        at: message.sentAt,
        messages: [message],
      });
  }
  return groups;
}

function ResultGroup({ group, terms }: { group: Group; terms: readonly string[] }) {
  const { t } = useTexts();
  const synced = useSynced();
  const channel = useChannel(group.channelId);
  const found = channel === undefined ? null : titleOf(synced, channel, t('chat.somebody'));
  const name = found?.name ?? '…';
  const title = channel?.kind === 'direct' ? t('search.directWith', { names: name }) : name;
  return (
    <section className="result-group" aria-label={title}>
      <h2 className="result-group-head">
        {found === null ? null : <ChannelIcon title={found} size={14} />}
        <bdi>{title}</bdi>
      </h2>
      {group.messages.map((message) => (
        <Result key={message.id} message={message} terms={terms} channel={title} />
      ))}
    </section>
  );
}

/** Results may be of a public channel that one is not in. */
function useChannel(channelId: ChannelId) {
  const { store, call } = useWorkspace();
  const own = useSynced().channels[channelId];
  const visited = useSelect((state) => state.visited.get(channelId));
  const missing = own === undefined && visited === undefined;
  useEffect(() => {
    if (!missing) return;
    call('channels.get', { channelId }).then(
      ({ channel }) => store.set((state) => ({ ...state, visited: put(state.visited, channelId, channel) })),
      () => undefined,
    );
  }, [missing, channelId, call, store]);
  return own ?? visited;
}

interface ResultProps {
  readonly message: Message;
  readonly terms: readonly string[];
  readonly channel: string;
}

const Result = memo(function Result({ message, terms, channel }: ResultProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const formats = useFormats();
  const { environment } = useWorkspace();
  const author = nameOf(synced, message.authorId, t('chat.somebody'));
  const body = useMemo(() => plainText(message.body ?? ''), [message.body]);
  const pieces = useMemo(() => excerpt(body, terms), [body, terms]);
  return (
    <Link className="result" {...placeOfMessage(message)}>
      <AuthorPicture message={message} author={author} />
      <div>
        <div className="result-head">
          <bdi className="author">{author.name}</bdi>
          <span className="unseen"> {t('search.inChannel', { channel })} </span>
          <time dateTime={new Date(message.sentAt).toISOString()} title={formats.full(message.sentAt)}>
            {formats.day(message.sentAt, environment.now())}, {formats.time(message.sentAt)}
          </time>
          {message.threadRootId === null ? null : <span className="quiet">{t('search.inThread')}</span>}
        </div>
        <p className="result-text" dir="auto">
          {pieces.map((piece, index) =>
            piece.marked ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces are made anew when the text changes.
              <mark key={index}>{piece.text}</mark>
            ) : (
              piece.text
            ),
          )}
        </p>
      </div>
    </Link>
  );
});
