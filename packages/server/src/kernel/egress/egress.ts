/**
 * The only way anything leaves the server. Every attempt goes through the whole sentence again:
 * parse → enter → resolve → judge every answer → dial a judged address → compare the other end → TLS → one exchange.
 */
import type { TLSSocket } from 'node:tls';
import { WardroomError } from '@wardroom/contract';
import type { Clock } from '../clock.ts';
import type { Allowance } from './allow-list.ts';
import { within } from './deadline.ts';
import { type Destination, parseDestination } from './destination.ts';
import { dial, type OpenSocket, openSocket } from './dial.ts';
import { type EgressResponse, exchange } from './exchange.ts';
import { judge } from './judge.ts';
import { interfaceAddresses } from './own-addresses.ts';
import type { EgressProxy } from './proxy.ts';
import { type Purpose, purposes } from './purposes.ts';
import { isSuspicious, Refusal, type RefusalReason, refusalOf } from './refusal.ts';
import { type EgressOptions, type Prepared, prepareBytes, prepareRequest } from './request.ts';
import { resolveAll, resolveTexts } from './resolve.ts';
import { sendAll } from './send.ts';
import { type Passage, Turnstile, type TurnstileLimits, turnstileLimits } from './turnstile.ts';
import { type EgressFetch, fetchShaped } from './web-fetch.ts';

/** What the deployment says. */
export interface EgressSettings {
  /** Name servers, `address` or `address:port`; empty: those of the system. */
  readonly resolvers: readonly string[];
  readonly ownDomains: readonly string[];
  /** Public addresses and networks of the deployment, beside those of this machine's interfaces. */
  readonly ownAddresses: readonly string[];
  readonly isAlternativePortOpen: boolean;
  readonly allowList: readonly Allowance[];
  /** PEM; counts for hosts of the allow-list only. */
  readonly certificates: readonly string[];
  readonly proxy: EgressProxy | null;
}

/** Milliseconds. */
export interface EgressTimes {
  readonly resolveMs: number;
  /** For the texts of a name, which may be far away. */
  readonly textMs: number;
  readonly connectMs: number;
  readonly headersMs: number;
  readonly totalMs: number;
}

export const egressTimes: EgressTimes = {
  resolveMs: 2000,
  textMs: 5000,
  connectMs: 5000,
  headersMs: 10_000,
  totalMs: 15_000,
};

/** A refusal as the operator may see it. */
export interface EgressSignal {
  readonly purpose: Purpose;
  readonly tenantId: string | null;
  readonly reason: RefusalReason;
  /** Looks like somebody trying: rebinding, a private address behind a public name, our own host. */
  readonly isSuspicious: boolean;
  /** Null when the text was not even an address. */
  readonly host: string | null;
  readonly port: number | null;
  /** The address that decided it. */
  readonly address: string | null;
  /** Code of the system error, e.g. `CERT_HAS_EXPIRED`. */
  readonly code: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly durationMs: number;
}

export interface EgressDependencies {
  readonly settings: EgressSettings;
  readonly clock: Clock;
  readonly onSignal: (signal: EgressSignal) => void;
  /** Hosts that are ours beside `ownDomains`: the custom domains of tenants. */
  readonly isOwnHost?: (host: string) => Promise<boolean>;
  readonly times?: EgressTimes;
  readonly limits?: TurnstileLimits;
  /** For tests that send a connection elsewhere. */
  readonly open?: OpenSocket;
}

export interface Egress {
  /** One attempt. Throws `egress_refused` for whatever stood in the way; the reason goes to `onSignal` only. */
  fetch(purpose: Purpose, url: string, options: EgressOptions): Promise<EgressResponse>;
  /**
   * One attempt to bring bytes over TLS to whoever says nothing: resolves when all was sent and the other end, told that
   * nothing follows (close_notify), has closed without an error. Throws like `fetch`.
   */
  send(purpose: Purpose, url: string, options: EgressOptions): Promise<void>;
  /** The same in the form that libraries take as their `fetch`. */
  asFetch(purpose: Purpose, tenantId: string | null): EgressFetch;
  /** The texts (TXT) of a name, at most 64 of at most 512 characters; null when no name server could say, within 5 s. */
  lookUpTexts(name: string, tenantId: string): Promise<readonly string[] | null>;
  /** Attempts under way; 0 when all have let go. */
  readonly underWay: number;
  /** Ends what is under way and refuses what comes later. */
  close(): void;
}

export function createEgress(dependencies: EgressDependencies): Egress {
  const { clock, limits = turnstileLimits } = dependencies;
  const turnstile = new Turnstile(limits, clock);
  const life = new AbortController();
  const guarded = async <T>({ purpose, url, options }: Asked, use: Use<T>): Promise<T> => {
    const startedAt = clock.now();
    const attempt: Attempt = { purpose, url, options, destination: null };
    try {
      return await run(dependencies, { attempt, use, turnstile, life: life.signal });
    } catch (error) {
      dependencies.onSignal(
        signalOf(attempt, refusalOf(error, 'response_malformed'), startedAt, clock.now()),
      );
      // Without a cause: whoever prints the error must not find the reason in it.
      throw new WardroomError('egress_refused');
    }
  };
  const fetch: Egress['fetch'] = (purpose, url, options) => guarded({ purpose, url, options }, exchanging);
  return Object.freeze({
    fetch,
    send: (purpose: Purpose, url: string, options: EgressOptions) =>
      guarded({ purpose, url, options }, sending),
    asFetch: (purpose: Purpose, tenantId: string | null) => fetchShaped(fetch, purpose, tenantId),
    lookUpTexts: (name: string, tenantId: string) =>
      textsOf(dependencies, { name, tenantId, turnstile, signal: life.signal }),
    get underWay() {
      return turnstile.size;
    },
    close: () => life.abort(new Refusal('aborted')),
  });
}

interface Asked {
  readonly purpose: Purpose;
  readonly url: string;
  readonly options: EgressOptions;
}

interface Attempt extends Asked {
  destination: Destination | null;
}

/** What is done on a connection to a judged address. */
interface Use<T> {
  /** Before anything is looked up. */
  readonly prepare: (asked: Asked) => Prepared;
  readonly protocols: readonly string[];
  readonly run: (socket: TLSSocket, prepared: Prepared, reach: Reach<T>) => Promise<T>;
}

const exchanging: Use<EgressResponse> = {
  prepare: ({ purpose, options }) => prepareRequest(purpose, options),
  protocols: ['http/1.1'],
  run(socket, prepared, { attempt, destination: { url }, times: { headersMs }, signal }) {
    const { maxResponseBytes, longerAnswer } = purposes[attempt.purpose];
    const maxBytes = Math.min(maxResponseBytes, attempt.options.maxBytes ?? maxResponseBytes);
    return exchange(socket, { url, ...prepared, maxBytes, longerAnswer, headersMs, signal });
  },
};

const sending: Use<void> = {
  prepare: ({ purpose, options }) => prepareBytes(purpose, options),
  protocols: [],
  run: (socket, { body }, { signal }) => sendAll(socket, body ?? Buffer.alloc(0), signal),
};

interface Passing<T> {
  readonly attempt: Attempt;
  readonly use: Use<T>;
  readonly turnstile: Turnstile;
  readonly life: AbortSignal;
}

async function run<T>(
  dependencies: EgressDependencies,
  { attempt, use, turnstile, life }: Passing<T>,
): Promise<T> {
  const { settings, times = egressTimes } = dependencies;
  const { purpose, url, options } = attempt;
  const prepared = use.prepare(attempt);
  const destination = parseDestination(purpose, url, settings);
  attempt.destination = destination;
  const passage = turnstile.enter(options.tenantId);
  const whole = new AbortController();
  const onAbort = () => whole.abort(new Refusal('aborted'));
  const sources = options.signal === undefined ? [life] : [life, options.signal];
  for (const source of sources) {
    if (source.aborted) onAbort();
    source.addEventListener('abort', onAbort, { once: true });
  }
  try {
    return await within({
      signal: whole.signal,
      ms: times.totalMs,
      reason: 'total_timeout',
      run: (signal) => reach({ dependencies, destination, attempt, use, prepared, passage, times, signal }),
    });
  } finally {
    for (const source of sources) source.removeEventListener('abort', onAbort);
    passage.leave();
  }
}

interface Reach<T> {
  readonly dependencies: EgressDependencies;
  readonly destination: Destination;
  readonly attempt: Attempt;
  readonly use: Use<T>;
  readonly prepared: Prepared;
  readonly passage: Passage;
  readonly times: EgressTimes;
  readonly signal: AbortSignal;
}

async function reach<T>(asked: Reach<T>): Promise<T> {
  const { dependencies, destination, attempt, use, prepared, passage, times, signal } = asked;
  const { settings, open = openSocket } = dependencies;
  const { host, port, allowances } = destination;
  const answers = await addressesOf(destination, dependencies, times, signal);
  const ownAddresses = [...settings.ownAddresses, ...interfaceAddresses()];
  const addresses = judge(answers, { allowances, ownAddresses });
  const certificates = allowances.length > 0 ? settings.certificates : [];
  const { connectMs } = times;
  const { tls = {} } = attempt.options;
  const socket = await within({
    signal,
    ms: connectMs,
    reason: 'connect_timeout',
    run: (stage) =>
      dial(
        { addresses, port, host, certificates, tls, protocols: use.protocols },
        { open, proxy: settings.proxy, onAddress: passage.take, connectMs, signal: stage },
      ),
  });
  return await use.run(socket, prepared, asked);
}

function addressesOf(
  { host, isLiteral }: Destination,
  { settings, isOwnHost }: EgressDependencies,
  { resolveMs }: EgressTimes,
  signal: AbortSignal,
): readonly string[] | Promise<readonly string[]> {
  if (isLiteral) return [host];
  return within({
    signal,
    ms: resolveMs,
    reason: 'resolve_timeout',
    run: async (stage) => {
      if (await isOwnHost?.(host)) throw new Refusal('host_own');
      return await resolveAll(host, { servers: settings.resolvers, signal: stage });
    },
  });
}

interface TextLookup {
  readonly name: string;
  readonly tenantId: string;
  readonly turnstile: Turnstile;
  readonly signal: AbortSignal;
}

/** Nothing is dialled, so there is nothing to judge; whoever asks is bounded like whoever fetches. */
async function textsOf(
  { settings, times = egressTimes }: EgressDependencies,
  { name, tenantId, turnstile, signal }: TextLookup,
): Promise<readonly string[] | null> {
  try {
    const passage = turnstile.enter(tenantId);
    try {
      return await within({
        signal,
        ms: times.textMs,
        reason: 'resolve_timeout',
        run: (stage) => resolveTexts(name, { servers: settings.resolvers, signal: stage }),
      });
    } finally {
      passage.leave();
    }
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function signalOf(attempt: Attempt, refusal: Refusal, startedAt: number, at: number): EgressSignal {
  const { purpose, options, destination } = attempt;
  return {
    purpose,
    tenantId: options.tenantId,
    reason: refusal.reason,
    isSuspicious: isSuspicious(refusal.reason),
    host: destination?.host ?? null,
    port: destination?.port ?? null,
    address: refusal.facts.address ?? null,
    code: refusal.facts.code ?? null,
    at,
    durationMs: at - startedAt,
  };
}
