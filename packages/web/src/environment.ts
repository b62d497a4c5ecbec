/** Everything the app takes from the outside. Made once in main.tsx; tests make their own. */
import { browserTabs, type Tabs } from './ui/tabs.ts';
import { browserKeep, type Keep } from './workspace/keep.ts';

export interface Environment {
  readonly origin: string;
  /** Milliseconds since 1970 (UTC), by this device's clock: for showing only, it can jump. */
  readonly now: () => number;
  /** Milliseconds that only ever grow: what is measured or expires goes by these. */
  readonly monotonic: () => number;
  /** Unique per author; the server takes 8 to 64 of A–Z a–z 0–9 _ -. */
  readonly newClientKey: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Absent where the page did not come over a secure connection. */
  readonly subtle: SubtleCrypto | undefined;
  readonly timeZone: string;
  /** How dates and numbers are written. */
  readonly locale: string;
  /** Languages that the reader asked the browser for, best first. */
  readonly languages: readonly string[];
  /** Places visited and the like; this tab only. */
  readonly tabStorage: TextStorage;
  /** The chosen theme and the like, and what is written but not sent (composer/drafts.ts); nothing else about anybody. */
  readonly deviceStorage: TextStorage;
  /** Unsent messages, until they are sent or their author signs out. */
  readonly keep: Keep;
  /** Other tabs of this origin. */
  readonly tabs: Tabs;
}

/** Storage that may be switched off by the browser: then it forgets. */
export interface TextStorage {
  read(key: string): string | null;
  /** @returns false: there is no room, or no storage; what was there before stays */
  write(key: string, text: string | null): boolean;
  /** Keys that begin with `prefix`. */
  keys(prefix: string): readonly string[];
}

interface Sources {
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly subtle: SubtleCrypto | undefined;
}

export function browserEnvironment(sources: Sources): Environment {
  const format = new Intl.DateTimeFormat().resolvedOptions();
  return {
    ...sources,
    origin: location.origin,
    newClientKey: () => keyOf(sources.randomBytes(16)),
    timeZone: format.timeZone,
    locale: format.locale,
    languages: navigator.languages,
    tabStorage: textStorage(() => sessionStorage),
    deviceStorage: textStorage(() => localStorage),
    keep: browserKeep(),
    tabs: browserTabs(),
  };
}

const keyOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function textStorage(open: () => Storage): TextStorage {
  return {
    read(key) {
      try {
        return open().getItem(key);
      } catch {
        return null;
      }
    },
    write(key, text) {
      try {
        if (text === null) open().removeItem(key);
        else open().setItem(key, text);
        return true;
      } catch {
        return false;
      }
    },
    keys(prefix) {
      try {
        return Object.keys(open()).filter((key) => key.startsWith(prefix));
      } catch {
        return [];
      }
    },
  };
}
