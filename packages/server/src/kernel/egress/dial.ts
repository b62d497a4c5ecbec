/**
 * A connection to one of the judged addresses, and to nothing else: the address is dialled as a number, so nothing is
 * looked up again between judgement and connection, and the other end is compared before a byte is sent.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, getCACertificates, type TLSSocket } from 'node:tls';
import { isSameAddress } from './classify.ts';
import { within } from './deadline.ts';
import { type EgressProxy, tunnel } from './proxy.ts';
import { codeOf, Refusal, refusalOf } from './refusal.ts';
import type { EgressTls } from './request.ts';

/** Opens a TCP connection to a number; replaced only by tests that send it elsewhere. */
export type OpenSocket = (address: string, port: number) => Socket;

export const openSocket: OpenSocket = (address, port) => connect({ host: address, port });

export interface Target {
  readonly addresses: readonly string[];
  readonly port: number;
  /** Name or address that the certificate must be for. */
  readonly host: string;
  /** Certificates (PEM) that count beside the well-known ones. */
  readonly certificates: readonly string[];
  readonly tls: EgressTls;
  /** Of what follows on the connection (RFC 7301); empty: nothing is said. */
  readonly protocols: readonly string[];
}

export interface DialOptions {
  readonly open: OpenSocket;
  readonly proxy: EgressProxy | null;
  /** Throws when this address has had enough; the answer gives the place back. */
  readonly onAddress: (address: string) => void;
  readonly connectMs: number;
  readonly signal: AbortSignal;
}

const maxTried = 4;

/** TCP to the first address that answers, then TLS for the name. Only reaching a host is tried again, never its TLS. */
export async function dial(target: Target, options: DialOptions): Promise<TLSSocket> {
  const socket = await reach(target, options);
  return await secure(socket, target, options.signal);
}

async function reach({ addresses, port }: Target, options: DialOptions): Promise<Socket> {
  const tried = addresses.slice(0, maxTried);
  const shareMs = options.connectMs / tried.length;
  let last = new Refusal('connect_failed');
  for (const address of tried) {
    options.signal.throwIfAborted();
    options.onAddress(address);
    try {
      return await within({
        signal: options.signal,
        ms: shareMs,
        reason: 'connect_timeout',
        run: (signal) =>
          options.proxy === null
            ? reachDirectly(options.open, address, port, signal)
            : tunnel(options.proxy, { address, port, signal }),
      });
    } catch (error) {
      options.signal.throwIfAborted();
      last = refusalOf(error, 'connect_failed');
      if (last.reason === 'address_other') throw last;
    }
  }
  throw last;
}

async function reachDirectly(
  open: OpenSocket,
  address: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = open(address, port);
  await opened(socket, 'connect', signal);
  if (!isSameAddress(socket.remoteAddress, address)) {
    const { remoteAddress } = socket;
    socket.destroy();
    throw new Refusal('address_other', remoteAddress === undefined ? {} : { address: remoteAddress });
  }
  return socket;
}

/** The name stays on the certificate and in SNI, although the connection went to a number. */
async function secure(socket: Socket, target: Target, signal: AbortSignal): Promise<TLSSocket> {
  const { host, protocols, tls } = target;
  const isName = !/^[0-9.]+$|:/.test(host);
  try {
    // Throws for a certificate that is none.
    const secured = connectTls({
      socket,
      host,
      ...(isName ? { servername: host } : {}),
      ...(protocols.length > 0 ? { ALPNProtocols: [...protocols] } : {}),
      // Said aloud, because an environment variable changes what is the default.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...authoritiesOf(target),
      ...(tls.identity ?? {}),
    });
    await opened(secured, 'secureConnect', signal);
    return secured;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw new Refusal('tls_failed', codeOf(error));
  }
}

function authoritiesOf({ tls: { authorities = [] }, certificates }: Target): { ca?: string[] } {
  if (authorities.length > 0) return { ca: [...authorities] };
  return certificates.length > 0 ? { ca: [...getCACertificates('default'), ...certificates] } : {};
}

/** Waits for `event`; on anything else the socket is gone. Later errors belong to whoever uses it, and must not crash. */
export function opened(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      socket.destroy();
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    const onClose = () => fail(new Refusal('connect_failed'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', fail);
    socket.once('close', onClose);
    socket.once(event, () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('close', onClose);
      resolve();
    });
  });
}
