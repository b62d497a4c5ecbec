/** What the SDK needs of its surroundings: network, time, chance. The entry files for browsers and Node bring them. */

/** The part of a WHATWG WebSocket that is used. */
export interface Socket {
  /** 1 while it is open (WHATWG WebSockets, 3.1). */
  readonly readyState?: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
}

export interface FetchInit {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly credentials: 'same-origin';
  readonly signal: AbortSignal;
}

/** The part of a Response that is used. */
export interface FetchAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export interface Surroundings {
  readonly fetch: (url: string, init: FetchInit) => Promise<FetchAnswer>;
  readonly openSocket: (url: string) => Socket;
  /** Evenly spread in [0, 1). Decides about waiting times only. */
  readonly random: () => number;
  /** 8 to 64 characters of A–Z a–z 0–9 _ - that nobody has used before. */
  readonly newClientKey: () => string;
  /** Calls `work` once after `delayMs`; the function returned calls it off. */
  readonly schedule: (work: () => void, delayMs: number) => () => void;
}

export const wait = ({ schedule }: Pick<Surroundings, 'schedule'>, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    schedule(resolve, delayMs);
  });
