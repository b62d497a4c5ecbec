/** A workspace: its routes. The model lives outside of them, so that going from channel to channel keeps it. */
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ChannelPage } from '../chat/channel-page.tsx';
import { Permalink } from '../chat/permalink.tsx';
import { Shell } from '../chat/shell.tsx';
import { Welcome } from '../chat/welcome.tsx';
import type { Environment } from '../environment.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { StepUp } from '../step-up/step-up.tsx';
import { Sheet } from '../ui/parts.tsx';
import { page } from '../ui/piece.tsx';
import type { Port } from '../workspace/port.ts';
import { WorkspaceContext } from '../workspace/use-workspace.ts';
import { createWorkspace } from '../workspace/workspace.ts';

const SignIn = page(() => import('../sign-in/sign-in.tsx').then((module) => module.default));
const Link = page(() => import('../sign-in/link.tsx').then((module) => module.default));
const Join = page(() => import('../sign-in/join.tsx').then((module) => module.default));
const AuthorizePage = page(() => import('../access/authorize-page.tsx').then((module) => module.default));
const DevicePage = page(() => import('../access/device-page.tsx').then((module) => module.default));
const Console = page(() => import('../console/console.tsx').then((module) => module.default));
const AccountPages = page(() => import('../account/account-pages.tsx').then((module) => module.default));
const SearchPage = page(() => import('../search/search-page.tsx').then((module) => module.default));
const DirectoryPage = page(() => import('../directory/directory-page.tsx').then((module) => module.default));

interface TenantProps {
  readonly environment: Environment;
  readonly port: Port;
  readonly signedIn: boolean;
  /** Of an invitation or a one-use link. */
  readonly secret: string;
}

export default function Tenant(props: TenantProps) {
  const [router] = useState(() => buildRouter(props));
  return (
    <>
      <RouterProvider router={router} />
      <StepUp call={props.port.call} />
    </>
  );
}

function buildRouter({ environment, port, signedIn, secret }: TenantProps) {
  const { call } = port;
  const root = createRootRoute({ component: Outlet, notFoundComponent: NoPage, errorComponent: Broken });
  const signIn = createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: () => (signedIn ? <Navigate to="/" replace /> : <SignIn {...{ environment, call }} />),
  });
  const link = createRoute({
    getParentRoute: () => root,
    path: '/link',
    component: () => <Link {...{ environment, call, secret }} />,
  });
  const join = createRoute({
    getParentRoute: () => root,
    path: '/join',
    component: () => <Join {...{ environment, call, secret, signedIn }} />,
  });
  const chat = createRoute({
    getParentRoute: () => root,
    id: 'chat',
    component: () => (signedIn ? <Chat environment={environment} port={port} /> : <ToSignIn />),
  });
  const welcome = createRoute({ getParentRoute: () => chat, path: '/', component: Welcome });
  const permalink = createRoute({ getParentRoute: () => chat, path: '/m/$messageId', component: Permalink });
  const channel = createRoute({
    getParentRoute: () => chat,
    path: '/c/$channelId',
    component: ChannelPage,
    validateSearch: (search: Record<string, unknown>): { at?: number } =>
      Number.isSafeInteger(search.at) && Number(search.at) > 0 ? { at: Number(search.at) } : {},
  });
  const thread = createRoute({ getParentRoute: () => channel, path: '/t/$messageId' });
  // Below the console and the account pages, each has its own pages.
  const pages = [
    createRoute({ getParentRoute: () => chat, path: '/console/$', component: Console }),
    createRoute({ getParentRoute: () => chat, path: '/you/$', component: AccountPages }),
    createRoute({ getParentRoute: () => chat, path: '/search', component: SearchPage }),
    createRoute({ getParentRoute: () => chat, path: '/channels', component: DirectoryPage }),
  ];
  const routeTree = root.addChildren([
    signIn,
    link,
    join,
    ...askingRoutes(root, { environment, call, signedIn }),
    chat.addChildren([...pages, welcome, permalink, channel.addChildren([thread])]),
  ]);
  return createRouter({ routeTree, defaultPreload: false });
}

interface Asking extends Pick<TenantProps, 'environment' | 'signedIn'> {
  readonly call: Port['call'];
}

/** Without the workspace around them: whoever is asked for access decides that, and nothing else. */
function askingRoutes(root: AnyRoute, { environment, call, signedIn }: Asking) {
  return (
    [
      ['/authorize/$authorizationId', AuthorizePage],
      ['/device', DevicePage],
    ] as const
  ).map(([path, Page]) =>
    createRoute({
      getParentRoute: () => root,
      path,
      component: () => (signedIn ? <Page {...{ environment, call }} /> : <ToSignIn />),
    }),
  );
}

function ToSignIn() {
  useEffect(() => {
    const { pathname, search } = location;
    const to = pathname === '/' ? '' : `?to=${encodeURIComponent(pathname + search)}`;
    location.replace(`/sign-in${to}`);
  }, []);
  return null;
}

function Chat({ environment, port }: Pick<TenantProps, 'environment' | 'port'>) {
  const [workspace] = useState(() => createWorkspace(port, environment));
  useEffect(() => workspace.start(), [workspace]);
  return (
    <WorkspaceContext value={workspace}>
      <Shell />
    </WorkspaceContext>
  );
}

function NoPage() {
  const { t } = useTexts();
  return (
    <Sheet title={t('shell.noPage')} lead={t('shell.noPageText')}>
      <a className="button" href="/">
        {t('shell.toWorkspace')}
      </a>
    </Sheet>
  );
}

function Broken() {
  const { t } = useTexts();
  return (
    <Sheet title={t('shell.broken')} lead={t('shell.brokenText')}>
      <button type="button" className="button primary" onClick={() => location.reload()}>
        {t('shell.loadAgain')}
      </button>
    </Sheet>
  );
}
