/** What the simulators of services have in common: an https server on loopback that can also misbehave. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from '../egress/certificates.ts';

export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface SimulatedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** `silence`: no answer. `drip`: a byte now and then. `reset`: the connection breaks after the request was read. */
export type Misbehaviour = SimulatedAnswer | 'silence' | 'drip' | 'reset';

export interface HttpsSimulator {
  readonly port: number;
  readonly requests: SimulatedRequest[];
  /** Null: as the service does. */
  misbehaviour: Misbehaviour | null;
  /** Before the answer is given. */
  onRequest: (request: SimulatedRequest) => Promise<void> | void;
  close(): Promise<void>;
}

export async function startHttpsSimulator(
  certificate: Certificate,
  serve: (request: SimulatedRequest) => SimulatedAnswer,
): Promise<HttpsSimulator> {
  const sockets = new Set<Socket>();
  const server = createServer(certificate, (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body: Buffer.concat(chunks) };
      simulator.requests.push(request);
      response.on('error', () => {});
      await simulator.onRequest(request);
      answer(response, simulator.misbehaviour ?? serve(request));
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const simulator: HttpsSimulator = {
    port: (server.address() as AddressInfo).port,
    requests: [],
    misbehaviour: null,
    onRequest: () => {},
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return simulator;
}

function answer(response: ServerResponse, given: Misbehaviour): void {
  if (given === 'silence') return;
  if (given === 'reset') return void response.destroy();
  if (given === 'drip') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
    return;
  }
  response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers });
  response.end(given.body);
}
