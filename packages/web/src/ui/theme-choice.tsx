import { createContext, useContext } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { createStore, type Store, useStore } from './store.ts';
import { type Theme, themes } from './theme.ts';
import { useSettings } from './use-settings.ts';

export const ThemeContext = createContext<Store<Theme>>(createStore<Theme>('system'));

export function ThemeChoice() {
  const { t } = useTexts();
  const store = useContext(ThemeContext);
  const chosen = useStore(store, (theme) => theme);
  return (
    <fieldset className="segments">
      <legend className="unseen">{t('shell.colours')}</legend>
      {themes.map((theme) => (
        <label key={theme} className={chosen === theme ? 'segment chosen' : 'segment'}>
          <input
            type="radio"
            name="theme"
            checked={chosen === theme}
            onChange={() => store.set(() => theme)}
          />
          {t(`shell.colours.${theme}`)}
        </label>
      ))}
    </fieldset>
  );
}

/** For people who listen: see `Settings.screenReaderMode`. */
export function ScreenReaderChoice() {
  const { t } = useTexts();
  const settings = useSettings();
  const on = useStore(settings, (now) => now.screenReaderMode);
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={on}
        onChange={() => settings.set((now) => ({ ...now, screenReaderMode: !on }))}
      />
      <span>
        {t('shell.screenReaderMode')} <span className="quiet">{t('shell.screenReaderModeHint')}</span>
      </span>
    </label>
  );
}
