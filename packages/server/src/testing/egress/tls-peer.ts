/** A real https server on loopback that a test tells what to do, down to the bytes, and that remembers who came. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificates.ts';

export interface PeerRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of the TLS handshake (RFC 6066). */
  readonly serverName: string | null;
  readonly body: string;
}

export interface TlsPeer {
  readonly port: number;
  /** What the next requests are answered. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly requests: PeerRequest[];
  /** TCP connections since the start. */
  readonly connections: number;
  /** Of them, those still open. */
  readonly open: number;
  close(): Promise<void>;
}

export async function startTlsPeer(certificate: Certificate, address = '127.0.0.1'): Promise<TlsPeer> {
  const requests: PeerRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, socket } = request;
      const named: unknown = Reflect.get(socket, 'servername');
      const serverName = typeof named === 'string' ? named : null;
      requests.push({ method, url, headers, serverName, body: Buffer.concat(chunks).toString() });
      response.on('error', () => {});
      peer.answer(request, response);
    });
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const peer: TlsPeer = {
    port: (server.address() as AddressInfo).port,
    answer: (_request, response) => void response.end('hello'),
    requests,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return peer;
}
