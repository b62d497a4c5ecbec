import { Outlet, useParams, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { AccountDialog } from '../dialogs/account.tsx';
import { BrowseDialog } from '../dialogs/browse.tsx';
import { CreateChannelDialog } from '../dialogs/create-channel.tsx';
import type { DialogName } from '../dialogs/dialog-props.ts';
import { PeopleDialog } from '../dialogs/people.tsx';
import { SwitcherDialog } from '../dialogs/switcher.tsx';
import { Notice, Sheet } from '../ui/parts.tsx';
import { useSelect } from '../workspace/use-workspace.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Sidebar } from './sidebar.tsx';

const dialogs = {
  browse: BrowseDialog,
  create: CreateChannelDialog,
  people: PeopleDialog,
  account: AccountDialog,
  switcher: SwitcherDialog,
} as const;

export function Shell() {
  const ready = useSelect((state) => state.synced !== null);
  const failure = useSelect((state) => state.failure);
  const announcement = useSelect((state) => state.announcement);
  if (!ready)
    return failure === null ? (
      <div className="waiting" role="status">
        Loading…
      </div>
    ) : (
      <Sheet title="The workspace cannot be loaded">
        <Notice failure={failure} />
        <button type="button" className="button" onClick={() => location.reload()}>
          Try again
        </button>
      </Sheet>
    );
  return (
    <>
      <Layout />
      <div className="unseen" role="status" aria-live="polite">
        {announcement}
      </div>
    </>
  );
}

function Layout() {
  const { channelId, messageId } = useParams({ strict: false });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [dialog, setDialog] = useState<DialogName | null>(null);
  useSwitcherKey(() => setDialog((open) => (open === 'switcher' ? null : 'switcher')));
  // On a phone one of them fills the screen.
  const view =
    path === '/' ? 'list' : messageId !== undefined && channelId !== undefined ? 'thread' : 'channel';
  const Open = dialog === null ? null : dialogs[dialog];
  return (
    <div className="shell" data-view={view}>
      <a className="skip" href="#main">
        Skip to messages
      </a>
      <Sidebar current={channelId} onOpen={setDialog} />
      <div className="middle" id="main" tabIndex={-1}>
        <ConnectionBanner />
        <Outlet />
      </div>
      {Open === null ? null : <Open onClose={() => setDialog(null)} onOpen={setDialog} />}
    </div>
  );
}

function useSwitcherKey(toggle: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      toggle();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
