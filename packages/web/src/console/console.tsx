/** The console: its own chunk, with its own routes below `/console`. */
import '../i18n/late.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { useSynced } from '../workspace/use-workspace.ts';
import { AuditScreen } from './audit.tsx';
import { ChannelsScreen } from './channels.tsx';
import { ClientsScreen } from './clients.tsx';
import { DomainsScreen } from './domains.tsx';
import { EmergencyScreen } from './emergency.tsx';
import { GrantsScreen } from './grants.tsx';
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

const components: Readonly<Record<ScreenName, ComponentType>> = {
  people: PeopleScreen,
  roles: RolesScreen,
  invitations: InvitationsScreen,
  channels: ChannelsScreen,
  keys: KeysScreen,
  clients: ClientsScreen,
  grants: GrantsScreen,
  tokens: TokensScreen,
  sessions: SessionsScreen,
  emergency: EmergencyScreen,
  audit: AuditScreen,
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
  const Screen = name === undefined ? null : components[name];
  return (
    <div className="console">
      <ConsoleNavigation names={seen} current={name ?? null} />
      {Screen === null ? (
        <main className="console-main">
          <Empty title={t(seen.length === 0 ? 'console.closed' : 'console.nothing')}>
            {t(seen.length === 0 ? 'console.closedHint' : 'console.nothingHint')}
          </Empty>
        </main>
      ) : (
        // A screen of its own each time: nothing that was typed in one stays for another.
        <Screen key={name} />
      )}
    </div>
  );
}
