/**
 * Access tokens for services, as they ask for them: client credentials through HTTP, each issuance on record. The baseline
 * is the signature alone, by jose in this process.
 */
import { connect } from 'node:net';
import { generateKeyPair, SignJWT } from 'jose';
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import { ms, percentile, perSecond, type Row, sortedNumbers } from './table.ts';

const port = 8475;
const warmMs = 3_000;
const measuredMs = 8_000;

export async function issueToken(): Promise<Row[]> {
  const [es256, ed25519] = [await sign('ES256'), await sign('EdDSA')];
  const directory = newDirectory();
  try {
    const server = await startServer(directory, port);
    const owner = await setUp(server);
    const { principal } = await owner.call('principals.createBot', {
      ...{ handle: 'service', displayName: 'A service', kind: 'service' },
    });
    const { client, secret } = await owner.call('clients.create', {
      ...{ name: 'A service', principalId: principal.id, authentication: 'client_secret_post' },
      ...{ grantTypes: ['client_credentials'], scopes: ['messages:read', 'messages:write', 'channels:read'] },
    });
    const request = requestOf({
      grant_type: 'client_credentials',
      client_id: client.id,
      client_secret: secret ?? '',
    });
    const rows: Row[] = [];
    for (const connections of [100, 1_000]) {
      await ask(request, connections, warmMs);
      const times = await ask(request, connections, measuredMs);
      const sorted = sortedNumbers(times);
      rows.push({
        measure: `client credentials, ${connections} connections`,
        figure: `${perSecond(times.length, measuredMs)} (p50 ${ms(percentile(sorted, 0.5))}, p99 ${ms(percentile(sorted, 0.99))})`,
        baseline: `jose signs ES256 ${es256}, EdDSA ${ed25519}`,
        bar: connections === 100 ? '1,500/s' : '–',
        aim: connections === 100 ? '4,000/s' : '–',
      });
    }
    await owner.end();
    await server.stop();
    return rows;
  } finally {
    removeDirectory(directory);
  }
}

async function sign(algorithm: 'ES256' | 'EdDSA'): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm);
  const claims = {
    iss: 'https://acme.example',
    sub: 'prn',
    scope: 'messages:read messages:write channels:read',
  };
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < 1_500; count += 1)
    await new SignJWT(claims).setProtectedHeader({ alg: algorithm, typ: 'at+jwt' }).sign(privateKey);
  return perSecond(count, performance.now() - began);
}

function requestOf(form: Record<string, string>): string {
  const body = new URLSearchParams(form).toString();
  return [
    'POST /oauth/token HTTP/1.1',
    `Host: bench.localhost:${port}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

/** One request after the other on each connection. @returns what each answer took, in milliseconds */
async function ask(request: string, connections: number, forMs: number): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + forMs;
  await Promise.all(Array.from({ length: connections }, () => askOn(request, until, times)));
  return times;
}

function askOn(request: string, until: number, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received = '';
    let began = 0;
    const send = () => {
      if (performance.now() >= until) {
        socket.end();
        resolve();
        return;
      }
      began = performance.now();
      socket.write(request);
    };
    socket.on('error', reject);
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? Number.NaN);
      if (head < 0 || received.length < head + 4 + length) return;
      if (!received.startsWith('HTTP/1.1 200')) reject(new Error(received.slice(0, 600)));
      times.push(performance.now() - began);
      received = '';
      send();
    });
  });
}
