import { useNavigate } from '@tanstack/react-router';
import { Zap } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { ChannelIcon } from '../sidebar/channel-icon.tsx';
import { short } from '../sidebar/channel-row.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Avatar, Empty, Notice } from '../ui/parts.tsx';
import { openDirect } from '../workspace/channels.ts';
import { usePreferences } from '../workspace/preferences.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { recentOf } from '../workspace/recent.ts';
import { holds } from '../workspace/rights.ts';
import { type ActionTarget, type Target, targetsFor } from '../workspace/switching.ts';
import { titleOf } from '../workspace/titles.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { DialogName, DialogProps } from './dialog-props.ts';

const mostShown = 12;

type Action = DialogName | 'channels' | 'search';

/** Ctrl/⌘ K: unread first, then what was visited last; typing narrows, and finds people and actions, too. */
export function SwitcherDialog({ onClose, onOpen }: DialogProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState('');
  const [index, setIndex] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const found = useTargets(typed);
  const list = useId();
  const at = Math.min(index, Math.max(0, found.length - 1));
  const go = useGo({ onClose, onOpen, onFail: setFailure });
  const chosen = found[at];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') go(chosen);
    else if (event.key === 'ArrowDown') setIndex(at === found.length - 1 ? 0 : at + 1);
    else if (event.key === 'ArrowUp') setIndex(at === 0 ? found.length - 1 : at - 1);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('dialogs.goTo')} onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label={t('dialogs.goToField')}
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={chosen === undefined ? undefined : `${list}-${chosen.id}`}
        placeholder={t('dialogs.goToField')}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.target.value);
          setIndex(0);
        }}
      />
      {failure === null ? null : <Notice failure={failure} />}
      <div className="switcher" id={list} role="listbox" aria-label={t('dialogs.goToList')}>
        {found.map((target, position) => (
          <Option
            key={target.id}
            id={`${list}-${target.id}`}
            target={target}
            chosen={position === at}
            onChoose={() => go(target)}
          />
        ))}
      </div>
      {found.length === 0 ? <Empty title={t('dialogs.nothingFound')} /> : null}
    </Dialog>
  );
}

function useTargets(typed: string): readonly Target<Action>[] {
  const { t } = useTexts();
  const { environment } = useWorkspace();
  const synced = useSynced();
  const { muted } = usePreferences();
  const { channels, people, me, permissions } = synced;
  const [recent] = useState(() => recentOf(environment));
  const actions = useActions();
  const nobody = t('chat.somebody');
  const known = useMemo(
    () =>
      Object.values(channels).map((channel) => ({
        kind: 'channel' as const,
        id: channel.id,
        channel,
        title: titleOf({ people, me }, channel, nobody),
        muted: muted.includes(channel.id),
      })),
    [channels, people, me, muted, nobody],
  );
  return useMemo(() => {
    const reachable = permissions.includes('direct.open') ? Object.values(people) : [];
    return targetsFor({ channels: known, people: reachable, actions, recent, typed, most: mostShown });
  }, [known, people, permissions, actions, recent, typed]);
}

function useActions(): readonly ActionTarget<Action>[] {
  const { t } = useTexts();
  const synced = useSynced();
  const all: readonly (readonly [Action, string, string | null])[] = [
    ['message', t('sidebar.newMessage'), 'direct.open'],
    ['create', t('sidebar.create'), 'channel.create'],
    ['channels', t('sidebar.browse'), 'channel.browse'],
    ['search', t('shell.keys.search'), 'message.search'],
    ['people', t('sidebar.people'), 'people.read'],
    ['account', t('sidebar.account'), null],
    ['shortcuts', t('sidebar.keys'), null],
  ];
  return all
    .filter(([, , permission]) => permission === null || holds(synced, permission))
    .map(([id, label]) => ({ kind: 'action', id, label }));
}

interface GoProps extends DialogProps {
  readonly onFail: (failure: Failure) => void;
}

function useGo({ onClose, onOpen, onFail }: GoProps): (target: Target<Action> | undefined) => void {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const open = (channelId: string) => {
    onClose();
    navigate({ to: '/c/$channelId', params: { channelId } }).catch(() => undefined);
  };
  return (target) => {
    if (target === undefined) return;
    if (target.kind === 'channel') open(target.id);
    else if (target.kind === 'person')
      openDirect(workspace, [target.id]).then(open, (thrown: unknown) => onFail(failureOf(thrown)));
    else if (target.id === 'channels' || target.id === 'search') {
      onClose();
      navigate({ to: `/${target.id}` }).catch(() => undefined);
    } else onOpen(target.id);
  };
}

interface OptionProps {
  readonly id: string;
  readonly target: Target<Action>;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Option({ id, target, chosen, onChoose }: OptionProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const unread = target.kind === 'channel' && target.channel.membership.unread > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and its keys.
    <div
      ref={ref}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className={`option${chosen ? ' chosen' : ''}${unread ? ' unread' : ''}`}
      onClick={onChoose}
    >
      <OptionText target={target} />
    </div>
  );
}

function OptionText({ target }: { target: Target<Action> }) {
  const { t } = useTexts();
  if (target.kind === 'action')
    return (
      <>
        <Zap size={15} aria-hidden="true" /> {target.label}
      </>
    );
  if (target.kind === 'person')
    return (
      <>
        <Avatar id={target.id} name={target.person.displayName} kind={target.person.kind} />
        <bdi>{target.person.displayName}</bdi>
        <bdi className="quiet">@{target.person.handle}</bdi>
      </>
    );
  const { unread, mentions } = target.channel.membership;
  const count = mentions > 0 ? mentions : unread;
  return (
    <>
      <ChannelIcon title={target.title} />
      <bdi>{target.title.name}</bdi>
      {target.channel.archived ? <span className="quiet">{t('sidebar.archived')}</span> : null}
      {count > 0 ? (
        <span className={mentions > 0 || target.channel.kind === 'direct' ? 'badge badge-mention' : 'badge'}>
          {short(count)}
          <span className="unseen"> {t(mentions > 0 ? 'sidebar.badgeMentions' : 'sidebar.badgeUnread')}</span>
        </span>
      ) : null}
    </>
  );
}
