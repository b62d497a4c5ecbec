/** The SDK in a browser: its own origin, its own cookie. */
import { type Client, type ClientOptions, createClient } from './client.ts';
import type { Surroundings } from './surroundings.ts';

const surroundings: Surroundings = {
  fetch: (url, init) => globalThis.fetch(url, init),
  openSocket: (url) => new globalThis.WebSocket(url),
  random: () => Math.random(),
  newClientKey: () => globalThis.crypto.randomUUID(),
  schedule(work, delayMs) {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
};

/** `origin` is the page's own: no other would accept its cookie. */
export const createBrowserClient = (options: Omit<ClientOptions, 'credential'>): Client =>
  createClient(options, surroundings);
