/**
 * The way out through the operator's own proxy, which can repeat the list: it is asked for the judged address as a number
 * (RFC 9110 section 9.3.6), never for the name, so it has nothing to look up and sees what it must judge. TLS runs inside.
 */
import { request } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { codeOf, Refusal } from './refusal.ts';

export interface EgressProxy {
  /** The operator's own host: a name or an address that no rule here judges. */
  readonly host: string;
  readonly port: number;
}

interface Through {
  readonly address: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

export function tunnel(proxy: EgressProxy, { address, port, signal }: Through): Promise<Socket> {
  const authority = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      host: proxy.host,
      port: proxy.port,
      path: authority,
      headers: { host: authority },
      agent: false,
      signal,
    });
    const fail = (error: unknown) => reject(new Refusal('proxy_failed', codeOf(error)));
    asked.once('connect', ({ statusCode }, socket, head) => {
      socket.on('error', () => socket.destroy());
      // Whoever speaks before we did is not the host behind the tunnel.
      if (statusCode === 200 && head.length === 0) return resolve(socket as Socket);
      socket.destroy();
      fail(undefined);
    });
    asked.once('response', (response) => {
      response.destroy();
      fail(undefined);
    });
    asked.on('error', fail);
    asked.end();
  });
}
