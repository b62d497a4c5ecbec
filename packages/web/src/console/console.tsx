/** The console: its own chunk, with its own routes below `/console`. */
import '../i18n/late.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { page } from '../ui/piece.tsx';
import { useSynced } from '../workspace/use-workspace.ts';
import { ChannelsScreen } from './channels.tsx';
import { ClientsScreen } from './clients.tsx';
import { DomainsScreen } from './domains.tsx';
import { EmergencyScreen } from './emergency.tsx';
import { GrantsScreen } from './grants.tsx';
import { GroupsScreen } from './groups/groups-screen.tsx';
import { InvitationsScreen } from './invitations.tsx';
import { KeysScreen } from './keys.tsx';
import { ConsoleNavigation } from './navigation.tsx';
import { PeopleScreen } from './people.tsx';
import { RolesScreen } from './roles-screen.tsx';
import { type ScreenName, screens, screensFor } from './screens.ts';
import { SessionsScreen } from './sessions.tsx';
import { SettingsScreen } from './settings.tsx';
import { TokensScreen } from './tokens.tsx';
import { useAddress } from './use-address.ts';

/** Each arrives when somebody opens it. */
const PoliciesScreen = page(() => import('./policies/policies-screen.tsx').then((module) => module.default));
const AuditExplorer = page(() =>
  import('./audit-explorer/explorer-screen.tsx').then((module) => module.default),
);
const RetentionScreen = page(() => import('./audit-retention.tsx').then((module) => module.default));
const FeedsScreen = page(() => import('./audit-sinks/screen.tsx').then((module) => module.default));
const BreakGlassScreen = page(() => import('./break-glass.tsx').then((module) => module.default));
const ExplainScreen = page(() => import('./explain/explain-screen.tsx').then((module) => module.default));

const components: Readonly<Record<ScreenName, ComponentType>> = {
  people: PeopleScreen,
  roles: RolesScreen,
  groups: GroupsScreen,
  invitations: InvitationsScreen,
  channels: ChannelsScreen,
  keys: KeysScreen,
  clients: ClientsScreen,
  grants: GrantsScreen,
  tokens: TokensScreen,
  sessions: SessionsScreen,
  emergency: EmergencyScreen,
  policies: PoliciesScreen,
  explain: ExplainScreen,
  audit: AuditExplorer,
  'audit-retention': RetentionScreen,
  'audit-sinks': FeedsScreen,
  'break-glass': BreakGlassScreen,
  settings: SettingsScreen,
  domains: DomainsScreen,
};

/** What was refused is not asked again by itself: the SDK has repeated what can be repeated. */
const createQueries = () =>
  new QueryClient({
    defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 15_000 } },
  });

export default function Console() {
  const [queries] = useState(createQueries);
  return (
    <QueryClientProvider client={queries}>
      <Layout />
    </QueryClientProvider>
  );
}

function Layout() {
  const { t } = useTexts();
  const { permissions, tenant } = useSynced();
  const address = useAddress();
  const seen = screensFor(permissions);
  // `/console` is the first screen that somebody has.
  const name = address.screen === '' ? seen[0] : seen.find((known) => known === address.screen);
  const title = name === undefined ? t('console.title') : t(screens[name].title);
  useEffect(() => {
    document.title = `${title} · ${tenant.name}`;
  }, [title, tenant.name]);
  // Which screen was open last: who loses it is told, who never had it is not.
  const [opened, setOpened] = useState<ScreenName | null>(null);
  if (name !== undefined && name !== opened) setOpened(name);
  const Screen = name === undefined ? null : components[name];
  return (
    <div className="console">
      <ConsoleNavigation names={seen} current={name ?? null} />
      {Screen === null ? (
        <Closed
          lost={opened !== null && ['', opened].includes(address.screen) ? opened : null}
          all={seen.length === 0}
        />
      ) : (
        // A screen of its own each time: nothing that was typed in one stays for another.
        <Screen key={name} />
      )}
    </div>
  );
}

interface ClosedProps {
  /** The screen that was open until now. */
  readonly lost: ScreenName | null;
  /** No other one is open to them either. */
  readonly all: boolean;
}

function Closed({ lost, all }: ClosedProps) {
  const { t } = useTexts();
  const main = useRef<HTMLElement>(null);
  // What had the focus is gone with the screen.
  useEffect(() => {
    if (lost !== null) main.current?.focus();
  }, [lost]);
  if (lost !== null)
    return (
      <main className="console-main" ref={main} tabIndex={-1}>
        <div role="status">
          <Empty title={t('console.lost', { screen: t(screens[lost].title) })}>{t('console.lostHint')}</Empty>
        </div>
      </main>
    );
  return (
    <main className="console-main">
      <Empty title={t(all ? 'console.closed' : 'console.nothing')}>
        {t(all ? 'console.closedHint' : 'console.nothingHint')}
      </Empty>
    </main>
  );
}
