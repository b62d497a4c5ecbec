import { useEffect, useState } from 'react';
import type { Environment } from '../environment.ts';
import type { Texts } from '../i18n/catalogue.ts';
import { languageOf, loadTexts } from '../i18n/languages.ts';
import { TextsContext, useTexts } from '../i18n/use-texts.ts';
import { Notice, Sheet, Waiting } from '../ui/parts.tsx';
import { page } from '../ui/piece.tsx';
import type { Settings } from '../ui/settings.ts';
import { type Store, useStore } from '../ui/store.ts';
import type { Theme } from '../ui/theme.ts';
import { ThemeContext } from '../ui/theme-choice.tsx';
import { SettingsContext } from '../ui/use-settings.ts';
import { sdkPort } from '../workspace/sdk.ts';
import { findHost, type Host } from './host.ts';
import { UnknownWorkspace } from './unknown.tsx';

const Platform = page(() => import('../platform/platform.tsx').then((module) => module.default));
const Tenant = page(() => import('./tenant.tsx').then((module) => module.default));

interface AppProps {
  readonly environment: Environment;
  readonly theme: Store<Theme>;
  readonly settings: Store<Settings>;
  /** Of the link that was opened; empty for every other page. */
  readonly secret: string;
}

/** One page for every host: what this one is decides what is shown. */
export function App({ environment, theme, settings, secret }: AppProps) {
  const texts = useLanguage(environment, settings);
  // Nothing in one language that becomes another a moment later.
  return texts === null ? null : (
    <TextsContext value={texts}>
      <SettingsContext value={settings}>
        <ThemeContext value={theme}>
          <Screens environment={environment} secret={secret} />
        </ThemeContext>
      </SettingsContext>
    </TextsContext>
  );
}

function useLanguage(environment: Environment, settings: Store<Settings>): Texts | null {
  const asked = useStore(settings, ({ locale }) => locale);
  const [texts, setTexts] = useState<Texts | null>(null);
  useEffect(() => {
    let current = true;
    const language = languageOf(asked, environment.languages);
    const show = (loaded: Texts) => {
      document.documentElement.lang = loaded.locale;
      if (current) setTexts(loaded);
    };
    loadTexts(language).then(show, () => undefined);
    return () => {
      current = false;
    };
  }, [asked, environment]);
  return texts;
}

function Screens({ environment, secret }: Pick<AppProps, 'environment' | 'secret'>) {
  const { t } = useTexts();
  const [port] = useState(() => sdkPort(environment));
  const [host, setHost] = useState<Host | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    const show = (found: Host) => {
      if (current) setHost(found);
    };
    findHost(environment, port.call, attempt).then(show, () => undefined);
    return () => {
      current = false;
    };
  }, [environment, port, attempt]);
  return host === null ? <Waiting /> : screenOf(host);

  function screenOf(found: Host) {
    switch (found.kind) {
      case 'platform':
        return <Platform {...{ environment, secret }} call={port.call} setupNeeded={found.setupNeeded} />;
      case 'tenant':
        return <Tenant {...{ environment, port, secret }} signedIn={found.signedIn} />;
      case 'unknown':
        return <UnknownWorkspace />;
      default:
        return (
          <Sheet title={t('shell.unreachable')}>
            <Notice failure={found.failure} />
            <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
              {t('shell.tryAgain')}
            </button>
          </Sheet>
        );
    }
  }
}
