/** One's own profile and sessions, below `/you`. */
import '../i18n/late.ts';
import { Link, useParams } from '@tanstack/react-router';
import {
  AppWindow,
  ArrowLeft,
  KeyRound,
  MonitorSmartphone,
  SlidersHorizontal,
  UserRound,
} from 'lucide-react';
import { type ComponentType, useEffect, useRef } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Avatar } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { AppsPage } from './apps-page.tsx';
import { PasswordPage } from './password-page.tsx';
import { PreferencesPage } from './preferences-page.tsx';
import { ProfilePage } from './profile-page.tsx';
import { SessionsPage } from './sessions-page.tsx';
import { SignOutButton } from './sign-out-button.tsx';

interface AccountPage {
  readonly path: string;
  readonly title: TextKey;
  readonly icon: ComponentType<{ size: number; 'aria-hidden': 'true' }>;
  readonly component: ComponentType;
  readonly permission: string | null;
}

const pages = [
  {
    path: 'profile',
    title: 'account.profile',
    icon: UserRound,
    component: ProfilePage,
    permission: null,
  },
  {
    path: 'sessions',
    title: 'account.sessions',
    icon: MonitorSmartphone,
    component: SessionsPage,
    permission: 'sessions.own',
  },
  {
    path: 'apps',
    title: 'access.mine',
    icon: AppWindow,
    component: AppsPage,
    permission: 'tokens.own',
  },
  {
    path: 'password',
    title: 'account.password',
    icon: KeyRound,
    component: PasswordPage,
    permission: 'profile.own',
  },
  {
    path: 'preferences',
    title: 'account.preferences',
    icon: SlidersHorizontal,
    component: PreferencesPage,
    permission: null,
  },
] as const satisfies readonly AccountPage[];

export default function AccountPages() {
  const { t } = useTexts();
  const synced = useSynced();
  const { _splat: path } = useParams({ strict: false });
  const seen: readonly AccountPage[] = pages.filter(
    ({ permission }) => permission === null || holds(synced, permission),
  );
  const page = seen.find((known) => known.path === path) ?? pages[0];
  const title = t(page.title);
  const tenant = synced.tenant.name;
  useEffect(() => {
    document.title = `${title} · ${tenant}`;
  }, [title, tenant]);
  // Where not all of them fit, the chosen one is in sight.
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time another one is chosen.
  useEffect(() => {
    const chosen = list.current?.querySelector('[aria-current=page]');
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  }, [page.path]);
  const Content = page.component;
  return (
    <div className="account">
      <nav className="account-nav" aria-label={t('account.nav')}>
        <Link to="/" className="console-back">
          <ArrowLeft size={15} aria-hidden="true" /> {t('account.back')}
        </Link>
        <Me />
        <ul ref={list}>
          {seen.map(({ path: to, title: text, icon: Icon }) => (
            <li key={to}>
              <Link
                to="/you/$"
                params={{ _splat: to }}
                className={to === page.path ? 'console-link current' : 'console-link'}
                aria-current={to === page.path ? 'page' : undefined}
              >
                <Icon size={15} aria-hidden="true" />
                <span>{t(text)}</span>
              </Link>
            </li>
          ))}
        </ul>
        <SignOutButton />
      </nav>
      <main className="account-main">
        <Content key={page.path} />
      </main>
    </div>
  );
}

function Me() {
  const { me } = useSynced();
  return (
    <div className="person">
      <Avatar id={me.id} name={me.displayName} kind={me.kind} />
      <span className="person-text">
        <bdi className="person-name">{me.displayName}</bdi>
        <span className="quiet">@{me.handle}</span>
      </span>
    </div>
  );
}
