import { createContext, use } from 'react';
import type { Settings } from './settings.ts';
import { createStore, type Store, useStore } from './store.ts';

export const SettingsContext = createContext<Store<Settings>>(
  createStore<Settings>({ screenReaderMode: false, locale: null }),
);

export const useSettings = (): Store<Settings> => use(SettingsContext);

/** Lists are whole and rows plain: see {@link Settings}. */
export const useScreenReaderMode = (): boolean => useStore(useSettings(), (now) => now.screenReaderMode);
