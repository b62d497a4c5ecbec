import { Link } from '@tanstack/react-router';
import { ArrowLeft, Menu } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { AddressLink } from './address-link.tsx';
import { groupsOf, type ScreenName, screens } from './screens.ts';

interface NavigationProps {
  readonly names: readonly ScreenName[];
  readonly current: ScreenName | null;
}

/** On a phone it is folded; which screen is open, the heading of the screen says. */
export function ConsoleNavigation({ names, current }: NavigationProps) {
  const { t } = useTexts();
  const { tenant } = useSynced();
  const [open, setOpen] = useState(false);
  return (
    <nav className="console-nav" aria-label={t('console.title')} data-open={open}>
      <div className="console-nav-head">
        <Link to="/" className="console-back">
          <ArrowLeft size={15} aria-hidden="true" /> {t('console.back')}
        </Link>
        <button
          type="button"
          className="button console-menu"
          aria-expanded={open}
          aria-controls="console-screens"
          onClick={() => setOpen(!open)}
        >
          <Menu size={16} aria-hidden="true" /> {t('console.menu')}
        </button>
      </div>
      <p className="console-title">
        <bdi>{tenant.name}</bdi> · {t('console.title')}
      </p>
      <div className="console-screens" id="console-screens">
        {groupsOf(names).map((group) => (
          <section key={group.title} aria-label={t(group.title)}>
            <h2>{t(group.title)}</h2>
            <ul>
              {group.names.map((name) => (
                <li key={name}>
                  <AddressLink
                    to={{ screen: name }}
                    className={name === current ? 'console-link current' : 'console-link'}
                    aria-current={name === current ? 'page' : undefined}
                    onClick={() => setOpen(false)}
                  >
                    {t(screens[name].title)}
                  </AddressLink>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}
