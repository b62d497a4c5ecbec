/** What this device remembers about how the app looks and speaks; nothing about people or messages. */
import type { Environment } from '../environment.ts';
import { createStore, type Store } from './store.ts';

export interface Settings {
  /** More is read out, rows are plainer, and lists are whole instead of a window that moves. */
  readonly screenReaderMode: boolean;
  /** A language that is not chosen by the browser; null: as the browser says. */
  readonly locale: string | null;
}

const key = 'wardroom.settings';
const standard: Settings = { screenReaderMode: false, locale: null };

/** @param asked language in the address: stays for this device */
export function createSettings(
  { deviceStorage }: Environment,
  html: HTMLElement,
  asked: string | null,
): Store<Settings> {
  const stored = read(deviceStorage.read(key));
  const settings = createStore<Settings>(asked === null ? stored : { ...stored, locale: asked });
  const apply = () => {
    const now = settings.get();
    html.dataset.rows = now.screenReaderMode ? 'plain' : 'rich';
    deviceStorage.write(key, JSON.stringify(now));
  };
  settings.subscribe(apply);
  if (asked !== null) apply();
  html.dataset.rows = settings.get().screenReaderMode ? 'plain' : 'rich';
  return settings;
}

function read(text: string | null): Settings {
  try {
    const known = JSON.parse(text ?? '{}') as Partial<Record<keyof Settings, unknown>>;
    return {
      screenReaderMode: known.screenReaderMode === true,
      locale: typeof known.locale === 'string' ? known.locale : null,
    };
  } catch {
    return standard;
  }
}
