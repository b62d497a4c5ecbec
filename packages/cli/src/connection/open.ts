/** Operations through the SDK, with a key or with the cookie that signing in gives. */
import { type Client, createClient, WardroomApiError } from '@wardroom/sdk';
import { CallError, UsageError } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Call, Connection } from './connection.ts';
import { createCookieFetch } from './cookie-fetch.ts';

const timeoutMs = 120_000;
/** A person waits, so a call that may be repeated is tried again for about a second. */
const retries = { attempts: 3, firstDelayMs: 200, longestDelayMs: 1_000 };

export interface OpenOptions {
  /** Address of the platform host or of a workspace. */
  readonly server: string;
  /** Sent as a bearer token. Without it, cookies of the server are kept. */
  readonly key?: string | undefined;
}

/** A connection; nothing is sent yet. */
export function openConnection(
  { newClientKey, drawFraction }: Surroundings,
  { server, key }: OpenOptions,
): Connection {
  const { origin } = addressOf(server);
  const network = createCookieFetch(new URL(origin));
  const options = { origin, timeoutMs, retries, ...(key === undefined ? {} : { credential: key }) };
  const client = createClient(options, {
    fetch: network.fetch,
    openSocket: () => {
      throw new TypeError('commands open no sockets');
    },
    random: drawFraction,
    newClientKey,
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
  });
  return {
    origin,
    call: translated(client),
    close: async () => network.close(),
  };
}

function translated({ call }: Client): Call {
  return async (name, input) => {
    try {
      return (await call(name, input as never)) as never;
    } catch (error) {
      if (!(error instanceof WardroomApiError)) throw error;
      const { code, status, message: detail, requestId, problems, retryAfterSeconds } = error;
      const isUnreachable = status === 0 && code === 'unavailable';
      throw new CallError({
        code: isUnreachable ? 'unreachable' : code,
        detail,
        requestId,
        problems,
        retryAfterSeconds,
        cause: error,
      });
    }
  };
}

function addressOf(server: string): URL {
  const address = URL.canParse(server) ? new URL(server) : null;
  if (address === null || !/^https?:$/.test(address.protocol))
    throw new UsageError(`\`${server}\` is no address such as http://acme.localhost:8420.`);
  const isBare = address.pathname === '/' && address.search === '' && address.hash === '';
  if (!isBare || address.username !== '' || address.password !== '')
    throw new UsageError('The address of a server has no name, password, path, query or fragment.');
  return address;
}
