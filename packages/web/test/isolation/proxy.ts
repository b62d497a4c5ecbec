/**
 * TLS in front of the server, as a deployment has it, on one port for every host. It also serves the attacker's page, on
 * the attacker's own host only, and can take away defences of the product one by one.
 */
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { selfSigned } from './certificate.ts';
import { allowing, type Defence, type Off, requestHeaders, responseHeaders } from './defences.ts';

export const attackPath = '/__attack';

/** One request as it passed. */
export interface Passage {
  readonly url: string;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
  readonly status: number | undefined;
}

export interface SiblingProxy {
  readonly port: number;
  /** What has passed since the last look. */
  take(): Passage[];
  /** Takes these defences away, and brings back all others. */
  switchOff(off: readonly Defence[]): void;
  /** Where the server listens, once it does. */
  forwardTo(port: number): void;
  close(): Promise<void>;
}

interface State {
  off: Off;
  port: number;
  passages: Passage[];
}

export async function startProxy(attacker: string): Promise<SiblingProxy> {
  const state: State = { off: new Set(), port: 0, passages: [] };
  const sockets = new Set<Duplex>();
  const server = createServer(selfSigned('chat.test'), (request, response) => {
    if (request.url === attackPath && request.headers.host?.startsWith(`${attacker}:`))
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>attack</title>');
    // Nothing here needs the application itself; the policies of its page are what counts. (Not by interception in the
    // browser: that answers preflights by itself.)
    else if (request.url?.startsWith('/assets/')) response.writeHead(404).end();
    else forward(state, request, response);
  });
  server.on('upgrade', (request, socket, head) => upgrade(state, request, socket, head));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    take: () => state.passages.splice(0),
    switchOff: (off) => {
      state.off = new Set(off);
    },
    forwardTo: (port) => {
      state.port = port;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function note(state: State, { url = '', headers }: IncomingMessage, status?: number): void {
  state.passages.push({ url, origin: headers.origin, cookie: headers.cookie, status });
}

function forward(state: State, request: IncomingMessage, response: ServerResponse): void {
  const { off, port } = state;
  const { origin } = request.headers;
  if (request.method === 'OPTIONS' && off.has('noCors') && origin !== undefined) {
    response.writeHead(204, allowing(origin)).end();
    return;
  }
  const { method, url: path } = request;
  const headers = requestHeaders(request.headers, off);
  const onward = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
    note(state, request, answer.statusCode);
    response.writeHead(answer.statusCode ?? 502, responseHeaders(answer.headers, off, origin));
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

function upgrade(state: State, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const onward = connect(state.port, '127.0.0.1');
  note(state, request);
  const lines = Object.entries(requestHeaders(request.headers, state.off))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`);
  onward.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  onward.write(head);
  onward.pipe(socket).pipe(onward);
  for (const end of [onward, socket]) {
    end.on('error', () => {});
    end.on('close', () => {
      onward.destroy();
      socket.destroy();
    });
  }
}
