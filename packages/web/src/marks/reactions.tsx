import type { Message, Reaction } from '@wardroom/contract';
import { SmilePlus } from 'lucide-react';
import { nameOf } from '../chat/names.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { react, useMarks } from '../workspace/marks.ts';
import { useMay } from '../workspace/use-may.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { useMessageMenus } from './menus-context.ts';
import { whoReacted, withWishes } from './overlay.ts';

/** Chips below a message; nothing where there is no reaction. */
export function Reactions({ message, inThread }: { message: Message; inThread: boolean }) {
  const { t } = useTexts();
  const synced = useSynced();
  const menus = useMessageMenus();
  const may = useMay(message.channelId)('react');
  const wishes = useMarks((state) => state.wishes.get(message.id));
  const reactions = withWishes(message.reactions, wishes, synced.me.id);
  if (reactions.length === 0) return null;
  return (
    <ul className="reactions" aria-label={t('marks.reactions')}>
      {reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <Chip message={message} reaction={reaction} may={may} />
        </li>
      ))}
      {may ? (
        <li>
          <button
            type="button"
            className="reaction reaction-add"
            aria-label={t('marks.addReaction')}
            title={t('marks.addReaction')}
            onClick={(event) =>
              menus.open('emoji', { message, inThread, anchor: event.currentTarget.getBoundingClientRect() })
            }
          >
            <SmilePlus size={14} aria-hidden="true" />
          </button>
        </li>
      ) : null}
    </ul>
  );
}

function Chip({ message, reaction, may }: { message: Message; reaction: Reaction; may: boolean }) {
  const workspace = useWorkspace();
  const synced = useSynced();
  const { t, locale } = useTexts();
  const { emoji, principalIds } = reaction;
  const me = synced.me.id;
  const mine = principalIds.includes(me);
  const { named, more } = whoReacted(reaction, me);
  const names = named.map((id) => (id === me ? t('marks.you') : nameOf(synced, id, t('chat.somebody')).name));
  const listed = new Intl.ListFormat(locale).format(
    more === 0 ? names : [...names, t('marks.others', { count: more })],
  );
  const label = t('marks.chip', { emoji, count: principalIds.length, names: listed });
  return (
    <button
      type="button"
      className={mine ? 'reaction mine' : 'reaction'}
      aria-pressed={mine}
      aria-label={label}
      title={listed}
      disabled={!may}
      onClick={() => react(workspace, message, { emoji, wanted: !mine })}
    >
      <span aria-hidden="true">{emoji}</span>
      <span className="reaction-count" aria-hidden="true">
        {principalIds.length}
      </span>
    </button>
  );
}
