import { createContext, useContext } from 'react';
import { createStore, type Store, useStore } from './store.ts';
import type { Theme } from './theme.ts';

export const ThemeContext = createContext<Store<Theme>>(createStore<Theme>('system'));

const choices: readonly { theme: Theme; label: string }[] = [
  { theme: 'system', label: 'As the system' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
];

export function ThemeChoice() {
  const store = useContext(ThemeContext);
  const chosen = useStore(store, (theme) => theme);
  return (
    <fieldset className="segments">
      <legend className="unseen">Colours</legend>
      {choices.map(({ theme, label }) => (
        <label key={theme} className={chosen === theme ? 'segment chosen' : 'segment'}>
          <input
            type="radio"
            name="theme"
            checked={chosen === theme}
            onChange={() => store.set(() => theme)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
