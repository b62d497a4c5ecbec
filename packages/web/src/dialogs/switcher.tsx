import { useNavigate, useParams } from '@tanstack/react-router';
import type { ChannelId } from '@wardroom/contract';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Empty, Notice } from '../ui/parts.tsx';
import { helpTitle } from '../ui/touch.ts';
import { openDirect } from '../workspace/channels.ts';
import { usePreferences } from '../workspace/preferences.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { recentOf } from '../workspace/recent.ts';
import { holds } from '../workspace/rights.ts';
import { search, typeQuery } from '../workspace/searching.ts';
import {
  type ActionTarget,
  type ChannelTarget,
  sectionsOf,
  type Target,
  type TargetSection,
  targetsFor,
} from '../workspace/switching.ts';
import { titleOf } from '../workspace/titles.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { DialogName, DialogProps } from './dialog-props.ts';
import { Option } from './switcher-option.tsx';

const mostShown = 12;

type Action = DialogName | 'channels' | 'search' | 'find';

/** Ctrl/⌘ K: unread first, then what was visited last; typing narrows, and finds people and actions, too. */
export function SwitcherDialog({ onClose, onOpen }: DialogProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState('');
  const [index, setIndex] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const sections = useSections(typed);
  const found = sections.flatMap(({ targets }) => targets);
  const list = useId();
  const at = Math.min(index, Math.max(0, found.length - 1));
  const go = useGo({ onClose, onOpen, onFail: setFailure, typed });
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
      {found.every(({ id }) => id === 'find') ? (
        <Empty title={t('dialogs.nothingFound')}>{t('dialogs.nothingFoundHint')}</Empty>
      ) : null}
      <div className="switcher" id={list} role="listbox" aria-label={t('dialogs.goToList')}>
        {sections.map(({ name, targets }) => (
          // biome-ignore lint/a11y/useSemanticElements: a list box holds groups, not field sets.
          <div key={name} role="group" aria-label={t(`dialogs.section.${name}`)} className="switcher-section">
            <p className="switcher-title" aria-hidden="true">
              {t(`dialogs.section.${name}`)}
            </p>
            {targets.map((target) => (
              <Option
                key={target.id}
                id={`${list}-${target.id}`}
                target={target}
                chosen={target === chosen}
                onChoose={() => go(target)}
              />
            ))}
          </div>
        ))}
      </div>
      <Keys />
    </Dialog>
  );
}

/** A finger has no keys: the style sheet leaves them out there. */
function Keys() {
  const { t } = useTexts();
  return (
    <p className="switcher-keys" aria-hidden="true">
      <kbd>↑</kbd>
      <kbd>↓</kbd> {t('dialogs.keyChoose')} <kbd>↵</kbd> {t('dialogs.keyOpen')} <kbd>Esc</kbd>{' '}
      {t('dialogs.keyClose')}
    </p>
  );
}

function useSections(typed: string): readonly TargetSection<Action>[] {
  const { t } = useTexts();
  const synced = useSynced();
  const { permissions, people } = synced;
  const recent = useRecent();
  const channels = useChannelTargets();
  const actions = useActions();
  return useMemo(() => {
    const reachable = permissions.includes('direct.open') ? Object.values(people) : [];
    const found = targetsFor({ channels, people: reachable, actions, recent, typed, most: mostShown });
    const find: ActionTarget<Action> = {
      kind: 'action',
      id: 'find',
      label: t('dialogs.searchFor', { typed: typed.trim() }),
    };
    const asked = typed.trim() !== '' && permissions.includes('message.search');
    return sectionsOf(asked ? [...found, find] : found, { recent, typed });
  }, [t, channels, people, permissions, actions, recent, typed]);
}

/** Where one is already is no place to go to: it comes after the others. */
function useRecent(): readonly ChannelId[] {
  const { environment } = useWorkspace();
  const { channelId } = useParams({ strict: false });
  const [recent] = useState(() => recentOf(environment).filter((id) => id !== channelId));
  return recent;
}

function useChannelTargets(): readonly ChannelTarget[] {
  const { t } = useTexts();
  const { muted } = usePreferences();
  const { channels, people, me } = useSynced();
  const nobody = t('chat.somebody');
  return useMemo(
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
    ['shortcuts', t(helpTitle()), null],
  ];
  return all
    .filter(([, , permission]) => permission === null || holds(synced, permission))
    .map(([id, label]) => ({ kind: 'action', id, label }));
}

interface GoProps extends DialogProps {
  readonly typed: string;
  readonly onFail: (failure: Failure) => void;
}

function useGo({ onClose, onOpen, onFail, typed }: GoProps): (target: Target<Action> | undefined) => void {
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
    else if (target.id === 'channels' || target.id === 'search' || target.id === 'find') {
      onClose();
      if (target.id === 'find') {
        typeQuery(workspace, typed.trim());
        search(workspace).catch(() => undefined);
      }
      navigate({ to: target.id === 'channels' ? '/channels' : '/search' }).catch(() => undefined);
    } else onOpen(target.id);
  };
}
