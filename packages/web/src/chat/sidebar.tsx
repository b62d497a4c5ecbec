import { Link, useRouterState } from '@tanstack/react-router';
import type { ChannelId } from '@wardroom/contract';
import { CircleHelp, Compass, Search, SlidersHorizontal, Users } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { DialogName } from '../dialogs/dialog-props.ts';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { PresenceDot } from '../sidebar/channel-icon.tsx';
import type { HeadRow, SidebarRow } from '../sidebar/rows.ts';
import { SidebarList } from '../sidebar/sidebar-list.tsx';
import type { SidebarOpening } from '../sidebar/sidebar-menus.tsx';
import { useAttempt } from '../sidebar/use-attempt.ts';
import { useTitle } from '../sidebar/use-title.ts';
import { Avatar, IconButton } from '../ui/parts.tsx';
import { piece } from '../ui/piece.tsx';
import { isApple, keyCaps } from '../ui/shortcuts.ts';
import { helpTitle } from '../ui/touch.ts';
import { collapse } from '../workspace/arranging.ts';
import { arrange } from '../workspace/preferences.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { NoChannels } from './welcome.tsx';

const ArchiveDialog = piece(() =>
  import('../dialogs/archive-channel.tsx').then(({ ArchiveDialog }) => ArchiveDialog),
);
const SidebarMenus = piece(() =>
  import('../sidebar/sidebar-menus.tsx').then(({ SidebarMenus }) => SidebarMenus),
);
const SectionDialog = piece(() =>
  import('../sidebar/section-dialog.tsx').then(({ SectionDialog }) => SectionDialog),
);

interface SidebarProps {
  readonly rows: readonly SidebarRow[];
  readonly current: string | undefined;
  readonly onOpen: (dialog: DialogName) => void;
}

interface Asked {
  readonly section: { readonly id: string; readonly title: string } | null;
  readonly channelIds: readonly ChannelId[];
}

export function Sidebar({ rows, current, onOpen }: SidebarProps) {
  const synced = useSynced();
  const workspace = useWorkspace();
  const attempt = useAttempt();
  const [opening, setOpening] = useState<SidebarOpening | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [archiving, setArchiving] = useState<ChannelId | null>(null);
  const { t } = useTexts();
  useTitle(rows, current);
  const onFold = useCallback(
    ({ key, collapsed }: HeadRow) =>
      attempt(arrange(workspace, collapse(key.slice('head '.length), !collapsed))),
    [workspace, attempt],
  );
  const onChannelMenu = useCallback<Parameters<typeof SidebarList>[0]['onChannelMenu']>(
    (row, at) => setOpening({ kind: 'channel', row, at }),
    [],
  );
  const onSectionMenu = useCallback<Parameters<typeof SidebarList>[0]['onSectionMenu']>(
    (row, at) => setOpening({ kind: 'section', row, at }),
    [],
  );
  const addChannel = useCallback((_row: HeadRow, at: DOMRect) => setOpening({ kind: 'add', at }), []);
  const addDirect = useCallback(() => onOpen('message'), [onOpen]);
  const canAdd = holds(synced, 'channel.create') || holds(synced, 'channel.browse');
  const archived = archiving === null ? undefined : synced.channels[archiving];
  return (
    <nav className="sidebar" aria-label={t('sidebar.label')} data-region tabIndex={-1}>
      <SidebarHead onOpen={onOpen} />
      <SidebarList
        rows={rows}
        current={current}
        onFold={onFold}
        onAdd={({ section }) => {
          if (section === 'direct') return holds(synced, 'direct.open') ? addDirect : null;
          return section === 'channels' && canAdd ? addChannel : null;
        }}
        onChannelMenu={onChannelMenu}
        onSectionMenu={onSectionMenu}
      />
      {Object.keys(synced.channels).length === 0 ? (
        <div className="narrow-only">
          <NoChannels />
        </div>
      ) : null}
      <SidebarFoot onOpen={onOpen} />
      {opening === null ? null : (
        <SidebarMenus
          opening={opening}
          rows={rows}
          onClose={() => setOpening(null)}
          onOpen={onOpen}
          onAsk={(section, channelIds) => setAsked({ section, channelIds })}
          onArchive={setArchiving}
        />
      )}
      {asked === null ? null : <SectionDialog {...asked} onClose={() => setAsked(null)} />}
      {archived === undefined ? null : (
        <ArchiveDialog channel={archived} onClose={() => setArchiving(null)} />
      )}
    </nav>
  );
}

function SidebarHead({ onOpen }: { onOpen: (dialog: DialogName) => void }) {
  const { t } = useTexts();
  const synced = useSynced();
  const { tenant } = synced;
  return (
    <div className="sidebar-head">
      <div className="workspace">
        <span className="logo" aria-hidden="true">
          {[...tenant.name][0]?.toUpperCase()}
        </span>
        <bdi className="workspace-name">{tenant.name}</bdi>
      </div>
      <button type="button" className="find" onClick={() => onOpen('switcher')}>
        <Search size={15} aria-hidden="true" /> {t('sidebar.goTo')}
        <kbd>{keyCaps('Mod+K', isApple(navigator.platform)).join(' ')}</kbd>
      </button>
      {holds(synced, 'message.search') ? (
        <Link to="/search" className="side-button">
          <Search size={16} aria-hidden="true" /> {t('sidebar.search')}
        </Link>
      ) : null}
      {holds(synced, 'channel.browse') ? (
        <Link to="/channels" className="side-button">
          <Compass size={16} aria-hidden="true" /> {t('sidebar.browse')}
        </Link>
      ) : null}
    </div>
  );
}

/** Base roles that are told beside one's name. Only told: what is offered follows rights. */
const roleMarks: Readonly<Record<string, TextKey>> = { guest: 'chat.guest' };

function SidebarFoot({ onOpen }: { onOpen: (dialog: DialogName) => void }) {
  const { t } = useTexts();
  const synced = useSynced();
  const { me } = synced;
  const mark = roleMarks[me.role];
  const inAccount = useRouterState({ select: ({ location }) => location.pathname.startsWith('/you') });
  return (
    <div className="sidebar-foot">
      {holds(synced, 'people.read') ? (
        <button type="button" className="side-button" onClick={() => onOpen('people')}>
          <Users size={16} aria-hidden="true" /> {t('sidebar.people')}
        </button>
      ) : null}
      {holds(synced, 'console.view') ? (
        <Link to="/console/$" params={{ _splat: '' }} className="side-button">
          <SlidersHorizontal size={16} aria-hidden="true" /> {t('sidebar.console')}
        </Link>
      ) : null}
      <div className="account-line">
        <button
          type="button"
          className="side-button account-button"
          aria-current={inAccount ? 'page' : undefined}
          onClick={() => onOpen('account')}
        >
          <span className="with-presence">
            <Avatar id={me.id} name={me.displayName} kind={me.kind} />
            <PresenceDot principalId={me.id} />
          </span>
          <span className="account-text">
            <bdi>{me.displayName}</bdi>
            <bdi className="quiet">@{me.handle}</bdi>
            <span className="unseen">{t('sidebar.account')}</span>
          </span>
          {mark === undefined ? null : <span className="chip">{t(mark)}</span>}
        </button>
        <IconButton icon={CircleHelp} label={t(helpTitle())} onClick={() => onOpen('shortcuts')} />
      </div>
    </div>
  );
}
