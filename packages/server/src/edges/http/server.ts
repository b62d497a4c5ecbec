/** The HTTP server under the edge: bounds that hold before a request exists, and answers to what is not HTTP. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../../kernel/log/index.ts';
import type { HttpTimeouts } from './dependencies.ts';

export const defaultTimeouts: HttpTimeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 72_000,
  idleMs: 120_000,
  lookMs: 2_000,
};

export const maxHeaderBytes = 16_384;

interface ServerOptions {
  readonly timeouts: HttpTimeouts;
  readonly maxConnections: number;
}

export function createBoundedServer(
  listener: RequestListener,
  { timeouts, maxConnections }: ServerOptions,
): Server {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: timeouts.headersMs,
      requestTimeout: timeouts.requestMs,
      keepAliveTimeout: timeouts.keepAliveMs,
      connectionsCheckingInterval: timeouts.lookMs,
      insecureHTTPParser: false,
      // Host is read and counted by the gate, whose answer has a code.
      requireHostHeader: false,
      keepAlive: true,
      noDelay: true,
    },
    listener,
  );
  server.maxHeadersCount = 100;
  server.timeout = timeouts.idleMs;
  server.maxConnections = maxConnections;
  // Expectations other than 100-continue are nobody’s here (RFC 9110 section 10.1.1).
  server.on('checkExpectation', (_request, response) => {
    response.writeHead(417, { connection: 'close' }).end();
  });
  return server;
}

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Not HTTP, or too slow: a status line where somebody still listens, and the end of the connection. */
export function refuseMalformed(log: Log, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  log.debug('request.malformed', { code: error.code ?? 'unknown' });
  const line = statusLines[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // Whoever does not read the answer is not waited for.
  setTimeout(() => socket.destroy(), 1_000).unref();
}
