/** Everything the app takes from the outside. Made once in main.tsx; tests make their own. */
export interface Environment {
  readonly origin: string;
  /** Milliseconds since 1970 (UTC). */
  readonly now: () => number;
  /** Unique per author; the server takes 8 to 64 of A–Z a–z 0–9 _ -. */
  readonly newClientKey: () => string;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly timeZone: string;
  readonly locale: string;
  /** Drafts; this tab only. */
  readonly tabStorage: TextStorage;
  /** The chosen theme; never anything about people or messages. */
  readonly deviceStorage: TextStorage;
}

/** Storage that may be switched off by the browser: then it forgets. */
export interface TextStorage {
  read(key: string): string | null;
  write(key: string, text: string | null): void;
}

interface Sources {
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

export function browserEnvironment(sources: Sources): Environment {
  const format = new Intl.DateTimeFormat().resolvedOptions();
  return {
    ...sources,
    origin: location.origin,
    newClientKey: () => keyOf(sources.randomBytes(16)),
    timeZone: format.timeZone,
    locale: format.locale,
    tabStorage: textStorage(() => sessionStorage),
    deviceStorage: textStorage(() => localStorage),
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
      } catch {
        // Storage is full or switched off: the draft lives as long as the page.
      }
    },
  };
}
