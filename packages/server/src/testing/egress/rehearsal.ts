/** The guard between a name server and an https server of our own. Loopback is admitted the way an operator would. */
import { connect, type Socket } from 'node:net';
import { WardroomError } from '@wardroom/contract';
import { systemClock } from '../../kernel/clock.ts';
import {
  type Allowance,
  createEgress,
  type Egress,
  type EgressDependencies,
  type EgressOptions,
  type EgressResponse,
  type EgressSettings,
  type EgressSignal,
  type EgressTimes,
  egressTimes,
  type Purpose,
} from '../../kernel/egress/index.ts';
import { type Authority, type Certificate, createAuthority } from './certificates.ts';
import { type NameServer, startNameServer } from './name-server.ts';
import { startTlsPeer, type TlsPeer } from './tls-peer.ts';

export interface EgressRehearsal {
  readonly authority: Authority;
  readonly names: NameServer;
  /** Answers at `peerName`, with a certificate for it. */
  readonly peer: TlsPeer;
  readonly signals: EgressSignal[];
  /** Admitted, at the peer. */
  readonly url: string;
  /** A guard of its own for a test that needs other settings. */
  guard(changed?: Partial<EgressSettings>, dependencies?: Partial<EgressDependencies>): Egress;
  /** Reason of the refusal, or `answered`. Asserts that the outside sees one error and nothing else. */
  attempt(
    egress: Egress,
    url: string,
    options?: Partial<EgressOptions> & { purpose?: Purpose },
  ): Promise<string>;
  /** Another https server, on loopback, that ends with the rehearsal. */
  startPeer(certificate: Certificate, address?: string): Promise<TlsPeer>;
  /** Waits until no connection to the peer is open, for a while. */
  allClosed(): Promise<boolean>;
  /** Forgets what was seen; the peer says hello again. */
  reset(): void;
  close(): Promise<void>;
}

/** Times of which one is short, for a test that waits it out; the others are as always, however slow the machine. */
export const impatient = (stage: keyof EgressTimes, ms = 150): EgressTimes => ({
  ...egressTimes,
  [stage]: ms,
});

export const peerName = 'keys.example.com';
export const loopback = '127.0.0.1/32';

export const allow = (
  host: string,
  port: number,
  network = loopback,
  purpose: Purpose = 'jwks',
): Allowance => ({
  purpose,
  host,
  port,
  network,
});

export async function rehearseEgress(): Promise<EgressRehearsal> {
  const authority = createAuthority();
  const names = await startNameServer();
  const peer = await startTlsPeer(authority.issue({ names: [peerName, '127.0.0.1'] }));
  names.set(peerName, { a: ['127.0.0.1'], aaaa: [] });
  const signals: EgressSignal[] = [];
  const guards: Egress[] = [];
  const others: TlsPeer[] = [];
  const settings: EgressSettings = {
    resolvers: [names.address],
    ownDomains: ['chat.example.org'],
    ownAddresses: [],
    isAlternativePortOpen: false,
    allowList: [allow(peerName, peer.port), allow(peerName, peer.port, loopback, 'webhook')],
    certificates: [authority.cert],
    proxy: null,
  };
  return {
    ...{ authority, names, peer, signals, url: `https://${peerName}:${peer.port}/jwks` },
    guard(changed = {}, dependencies = {}) {
      const egress = createEgress({
        clock: systemClock,
        onSignal: (signal) => signals.push(signal),
        open: openLoopback,
        ...dependencies,
        settings: { ...settings, ...changed },
        times: dependencies.times ?? egressTimes,
      });
      guards.push(egress);
      return egress;
    },
    async attempt(egress, url, { purpose = 'jwks', ...options } = {}) {
      const before = signals.length;
      try {
        await egress.fetch(purpose, url, { tenantId: null, ...options });
        return 'answered';
      } catch (error) {
        requireOneFace(error);
        const [signal, ...more] = signals.slice(before);
        if (signal === undefined || more.length > 0)
          throw new Error('a refusal is one signal', { cause: error });
        return signal.reason;
      }
    },
    async startPeer(certificate, address) {
      const other = await startTlsPeer(certificate, address);
      others.push(other);
      return other;
    },
    allClosed: () => until(() => peer.open === 0),
    reset() {
      peer.answer = (_request, response) => void response.end('hello');
      peer.requests.length = 0;
      signals.length = 0;
      names.take();
    },
    async close() {
      for (const egress of guards) egress.close();
      await Promise.all([names.close(), ...[peer, ...others].map((each) => each.close())]);
    },
  };
}

/** A guard that somebody broke must not reach out of the machine that tests it. */
function openLoopback(address: string, port: number): Socket {
  if (!address.startsWith('127.')) throw new Error('a test was about to leave the machine');
  return connect({ host: address, port });
}

/** Whatever happened inside, outside it is this error, word for word and without a cause. */
function requireOneFace(error: unknown): void {
  const isOne =
    error instanceof WardroomError &&
    error.code === 'egress_refused' &&
    error.message === new WardroomError('egress_refused').message &&
    error.cause === undefined &&
    Object.keys(error.options).length === 0;
  if (!isOne) throw new Error('a refusal must look like every other', { cause: error });
}

export const bodyOf = (response: EgressResponse): string => response.body.toString();

/** Whether it came true within five seconds. */
export async function until(isTrue: () => boolean): Promise<boolean> {
  for (let round = 0; round < 500 && !isTrue(); round += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return isTrue();
}
