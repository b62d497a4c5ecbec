/** `POST /add-checkpoint` and nothing else; bounded in bytes, time and connections. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { mostBodyBytes } from './request.ts';
import type { Witness } from './witness.ts';

export interface ServingOptions {
  readonly witness: Pick<Witness, 'addCheckpoint'>;
  /** PEM; null: without TLS, behind somebody who ends it. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly onFault: (error: unknown) => void;
}

const requestMs = 10_000;
const mostConnections = 256;

export function createWitnessServer({ witness, tls, onFault }: ServingOptions): Server {
  const times = { requestTimeout: requestMs, headersTimeout: requestMs, maxHeaderSize: 8_192 };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    serve(witness, request, response).catch((error: unknown) => {
      onFault(error);
      end(response, 500);
    });
  };
  const server = tls === null ? createServer(times, handle) : createTlsServer({ ...times, ...tls }, handle);
  server.maxConnections = mostConnections;
  return server;
}

async function serve(
  witness: ServingOptions['witness'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url !== '/add-checkpoint') return end(response, 404);
  if (request.method !== 'POST') return end(response, 405);
  const body = await readBody(request);
  if (body === null) return end(response, 413);
  const answer = await witness.addCheckpoint(body);
  end(response, answer.status, answer.type, answer.body);
}

/** Null when it is longer than any submission; the rest is not read. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, status: number, type = 'text/plain; charset=utf-8', body = ''): void {
  if (response.headersSent || response.destroyed) return;
  const close = status === 413 || status === 500 ? { connection: 'close' } : {};
  response.writeHead(status, {
    ...{ 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' },
    ...{ 'x-content-type-options': 'nosniff', ...close },
  });
  response.end(body);
}
