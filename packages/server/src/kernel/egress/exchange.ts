/** One request and one answer on a connection that exists already. No redirect, no decompression, no second connection. */
import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { within } from './deadline.ts';
import type { PurposeRules } from './purposes.ts';
import { Refusal, refusalOf } from './refusal.ts';

export interface EgressResponse {
  readonly status: number;
  /** Lower-case names; repeated ones joined by a comma; without cookies and what concerns the connection only. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: never decompressed. */
  readonly body: Buffer;
}

export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  readonly maxBytes: number;
  readonly longerAnswer: PurposeRules['longerAnswer'];
  readonly headersMs: number;
  readonly signal: AbortSignal;
}

const maxHeaderBytes = 16 * 1024;
const unwanted = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'set-cookie',
  'set-cookie2',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export async function exchange(socket: Socket, asked: Exchange): Promise<EgressResponse> {
  const client = clientOn(socket, asked.url.origin);
  try {
    const answer = await within({
      signal: asked.signal,
      ms: asked.headersMs,
      reason: 'headers_timeout',
      // Under the attempt's own signal, which goes on counting while the body comes.
      run: () => request(client, asked),
    });
    answer.body.on('error', () => {});
    const { statusCode: status } = answer;
    if (status >= 300 && status < 400) throw new Refusal('redirect');
    if (status < 200 || status > 599) throw new Refusal('response_malformed');
    return { status, headers: headersOf(answer.headers), body: await readBody(answer, asked) };
  } catch (error) {
    asked.signal.throwIfAborted();
    throw refusalOf(error, 'response_malformed');
  } finally {
    await client.destroy();
    socket.destroy();
  }
}

/** Hands out the one socket once: a client that lost it must not open another, which nobody would have judged. */
function clientOn(socket: Socket, origin: string): Client {
  let isGiven = false;
  return new Client(origin, {
    connect: (_options, done) => {
      const isLost = isGiven || socket.destroyed;
      isGiven = true;
      // Not at once: the client is still at work on the request that asks for the connection.
      queueMicrotask(() => (isLost ? done(new Refusal('connect_failed'), null) : done(null, socket)));
    },
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: maxHeaderBytes,
    // Both are ours to measure: the library's timers are coarse.
    headersTimeout: 0,
    bodyTimeout: 0,
    // Else an environment variable chooses the parser.
    useMilo: false,
  });
}

const request = (client: Client, { url, method, headers, body, signal }: Exchange) =>
  client.request({
    path: `${url.pathname}${url.search}`,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers },
    body,
    signal,
    // Says `connection: close`: there will be no second request.
    reset: true,
  });

function headersOf(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !unwanted.has(name))
      kept[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return kept;
}

async function readBody(answer: Dispatcher.ResponseData, asked: Exchange): Promise<Buffer> {
  const { maxBytes, longerAnswer, signal } = asked;
  const announced = Number(answer.headers['content-length'] ?? 0);
  if (longerAnswer === 'refused' && announced > maxBytes) throw new Refusal('response_too_large');
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of answer.body) {
    signal.throwIfAborted();
    chunks.push(chunk);
    received += chunk.length;
    if (received > maxBytes) break;
  }
  if (received > maxBytes && longerAnswer === 'refused') throw new Refusal('response_too_large');
  return Buffer.concat(chunks).subarray(0, maxBytes);
}
