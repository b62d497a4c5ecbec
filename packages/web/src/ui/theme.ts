import type { Environment } from '../environment.ts';
import { createStore, type Store } from './store.ts';

export type Theme = 'system' | 'light' | 'dark' | 'contrast';
export const themes: readonly Theme[] = ['system', 'light', 'dark', 'contrast'];

const key = 'wardroom.theme';

/** Light, dark, high contrast, or as the system says. The attribute on <html> decides; CSS does the rest. */
export function createTheme(environment: Environment, html: HTMLElement): Store<Theme> {
  const stored = environment.deviceStorage.read(key);
  const theme = createStore<Theme>(themes.find((name) => name === stored) ?? 'system');
  const apply = () => {
    const chosen = theme.get();
    if (chosen === 'system') delete html.dataset.theme;
    else html.dataset.theme = chosen;
    environment.deviceStorage.write(key, chosen === 'system' ? null : chosen);
  };
  theme.subscribe(apply);
  apply();
  return theme;
}
