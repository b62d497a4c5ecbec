/** The SDK in Node. Browsers resolve `*.localhost` to loopback by themselves (RFC 6761 section 6.3); Node does not. */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { Agent, fetch, WebSocket } from 'undici';
import { type Client, type ClientOptions, createClient } from './client.ts';
import type { Surroundings } from './surroundings.ts';

export interface NodeClientOptions extends ClientOptions {
  /** Sent with every request and upgrade: a cookie with its origin in tests, a trace id. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface NodeClient extends Client {
  /** Ends idle connections, so that the process can end. */
  readonly end: () => Promise<void>;
}

export function createNodeClient({ headers = {}, ...options }: NodeClientOptions): NodeClient {
  const agent = new Agent({ connect: { lookup: lookupWithLocalhost } });
  const surroundings: Surroundings = {
    fetch: (url, { credentials: _, ...init }) =>
      fetch(url, { ...init, headers: { ...init.headers, ...headers }, dispatcher: agent }),
    openSocket: (url) => new WebSocket(url, { dispatcher: agent, headers: { ...headers } }),
    random: () => Math.random(),
    newClientKey: () => globalThis.crypto.randomUUID(),
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const client = createClient(options, surroundings);
  const end = () => agent.close();
  return new Proxy(client as NodeClient, {
    get: (known, name) => (name === 'end' ? end : Reflect.get(known, name)),
  });
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

function lookupWithLocalhost(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  if (hostname !== 'localhost' && !hostname.endsWith('.localhost')) {
    lookup(hostname, options, callback);
    return;
  }
  const address = { address: '127.0.0.1', family: 4 };
  if (options.all) callback(null, [address]);
  else callback(null, address.address, address.family);
}
