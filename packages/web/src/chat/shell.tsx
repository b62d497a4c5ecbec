import { Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import type { ChannelId } from '@wardroom/contract';
import { useEffect, useState } from 'react';
import { followDrafts } from '../composer/use-drafts.ts';
import type { DialogName } from '../dialogs/dialog-props.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { neighbour, standsOut } from '../sidebar/rows.ts';
import { useSidebarRows } from '../sidebar/use-rows.ts';
import { Notice, Sheet, Waiting } from '../ui/parts.tsx';
import { piece } from '../ui/piece.tsx';
import type { ShortcutName } from '../ui/shortcuts.ts';
import { useStore } from '../ui/store.ts';
import { Toasts } from '../ui/toasts.tsx';
import { markRead } from '../workspace/reading.ts';
import { noteVisit } from '../workspace/recent.ts';
import { useSelect, useWorkspace } from '../workspace/use-workspace.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { personShown, showPane } from './panes.ts';
import { Sidebar } from './sidebar.tsx';
import { moveRegion, useShortcuts } from './use-shortcuts.ts';

/** Loaded when somebody opens the first of them, or a moment after the workspace is there. */
const loadDialogs = () => import('../dialogs/dialogs.tsx');
const Dialogs = piece(() => loadDialogs().then((module) => module.default));
const PersonCardDialog = piece(() =>
  import('../account/person-card.tsx').then(({ PersonCardDialog }) => PersonCardDialog),
);
const pieces = [
  loadDialogs,
  () => import('../account/person-card.tsx'),
  () => import('../composer/offer-list.tsx'),
  () => import('../sidebar/sidebar-menus.tsx'),
  () => import('../marks/emoji-picker.tsx'),
  () => import('../marks/pins-pane.tsx'),
  () => import('./members-panel.tsx'),
  () => import('../search/search-page.tsx'),
  () => import('../directory/directory-page.tsx'),
];

export function Shell() {
  const { t } = useTexts();
  const ready = useSelect((state) => state.synced !== null);
  const failure = useSelect((state) => state.failure);
  const announcement = useSelect((state) => state.announcement);
  if (!ready)
    return failure === null ? (
      <Waiting />
    ) : (
      <Sheet title={t('shell.notLoaded')}>
        <Notice failure={failure} />
        <button type="button" className="button" onClick={() => location.reload()}>
          {t('shell.tryAgain')}
        </button>
      </Sheet>
    );
  return (
    <>
      <Layout />
      <Toasts />
      <div className="unseen" role="status" aria-live="polite">
        {announcement}
      </div>
    </>
  );
}

function Layout() {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const { environment } = workspace;
  const { channelId, messageId } = useParams({ strict: false });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const rows = useSidebarRows(channelId);
  useShortcuts(useAct({ rows, channelId, dialog, onDialog: setDialog }));
  useEffect(() => followDrafts(workspace), [workspace]);
  useEffect(() => {
    if (channelId !== undefined) noteVisit(environment, channelId as ChannelId);
  }, [environment, channelId]);
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of pieces) load().catch(() => undefined);
    }, 2_000);
    return () => clearTimeout(timer);
  }, []);
  // On a phone one of them fills the screen.
  const view =
    path === '/' ? 'list' : messageId !== undefined && channelId !== undefined ? 'thread' : 'channel';
  return (
    <div className="shell" data-view={view}>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Sidebar rows={rows} current={channelId} onOpen={setDialog} />
      <div className="middle" id="main" tabIndex={-1} data-region>
        <ConnectionBanner />
        <Outlet />
      </div>
      {dialog === null ? null : <Dialogs name={dialog} onClose={() => setDialog(null)} onOpen={setDialog} />}
      <PersonShown />
    </div>
  );
}

/** Whose name, picture or mention was chosen, anywhere on the page. */
function PersonShown() {
  const id = useStore(personShown, (now) => now);
  const close = () => personShown.set(() => null);
  return id === null ? null : <PersonCardDialog principalId={id} onClose={close} />;
}

/** @returns false: the search is not on the screen */
function toSearchField(): boolean {
  const field = document.querySelector<HTMLInputElement>('.search-field');
  field?.focus();
  field?.select();
  return field !== null;
}

interface ActInput {
  readonly rows: ReturnType<typeof useSidebarRows>;
  readonly channelId: string | undefined;
  readonly dialog: DialogName | null;
  readonly onDialog: (dialog: DialogName | null) => void;
}

const dialogKeys: Partial<Record<ShortcutName, DialogName>> = {
  switcher: 'switcher',
  help: 'shortcuts',
  newMessage: 'message',
};

function useAct({ rows, channelId, dialog, onDialog }: ActInput): (name: ShortcutName) => boolean {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const goTo = (id: ChannelId | null): boolean => {
    if (id !== null) navigate({ to: '/c/$channelId', params: { channelId: id } }).catch(() => undefined);
    return true;
  };
  const page = (to: '/channels' | '/search'): boolean => {
    navigate({ to }).catch(() => undefined);
    return true;
  };
  const read = (ids: readonly ChannelId[]): boolean => {
    for (const id of ids) markRead(workspace, id).catch(() => undefined);
    return ids.length > 0;
  };
  return (name) => {
    const opened = dialogKeys[name];
    if (opened !== undefined) {
      onDialog(dialog === opened ? null : opened);
      return true;
    }
    switch (name) {
      case 'nextChannel':
        return goTo(neighbour(rows, channelId, 1));
      case 'previousChannel':
        return goTo(neighbour(rows, channelId, -1));
      case 'nextUnread':
        return goTo(neighbour(rows, channelId, 1, standsOut));
      case 'previousUnread':
        return goTo(neighbour(rows, channelId, -1, standsOut));
      case 'search':
        return toSearchField() || page('/search');
      case 'directory':
        return page('/channels');
      case 'nextRegion':
        return moveRegion(1);
      case 'previousRegion':
        return moveRegion(-1);
      case 'markRead':
        return read(channelId === undefined ? [] : [channelId as ChannelId]);
      case 'markAllRead':
        return read(
          rows.flatMap((row) => (row.kind === 'channel' && standsOut(row) ? [row.channel.id] : [])),
        );
      case 'sidebar':
        document.querySelector<HTMLElement>('.sidebar [aria-current=page], .sidebar .channel-link')?.focus();
        return true;
      case 'members':
      case 'details':
        return showPane(name);
      default:
        return false;
    }
  };
}
