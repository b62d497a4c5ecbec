import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { type EgressRehearsal, peerName, rehearseEgress } from '../../testing/egress/rehearsal.ts';

/** A proxy as an operator runs it: it repeats the list over numbers, and has no name server to ask. */
async function startProxy() {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const behaviour: { refuse: boolean; greeting: string; answers: boolean } = {
    refuse: false,
    greeting: '',
    answers: true,
  };
  const server = createServer((_request, response) => void response.writeHead(400).end());
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    socket.on('error', () => {});
    if (!behaviour.answers) return;
    const [host = '', port] = url.split(':');
    if (behaviour.refuse) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const out = connect({ host, port: Number(port) }, () => {
      socket.write(`HTTP/1.1 200 Connection established\r\n\r\n${behaviour.greeting}`);
      out.pipe(socket).pipe(out);
    });
    sockets.add(out);
    out.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ asked, behaviour },
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let world: EgressRehearsal;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let url: string;
before(async () => {
  world = await rehearseEgress();
  proxy = await startProxy();
  url = `https://${peerName}:${world.peer.port}/jwks`;
});
after(async () => {
  await world.close();
  await proxy.close();
});
beforeEach(() => {
  world.signals.length = 0;
  proxy.asked.length = 0;
  Object.assign(proxy.behaviour, { refuse: false, greeting: '', answers: true });
});

test('behind a proxy the judged address is asked for as a number, and TLS still ends at the host', async () => {
  const guard = world.guard({ proxy: proxy.address });
  assert.equal(await world.attempt(guard, url), 'answered');
  assert.deepEqual(proxy.asked, [`127.0.0.1:${world.peer.port}`]);
  assert.equal(world.peer.requests.at(-1)?.serverName, peerName);
});

test('behind a proxy the list still counts first', async () => {
  const guard = world.guard({ proxy: proxy.address });
  world.names.set('inside.example.com', { a: ['10.0.0.7'] });
  assert.equal(await world.attempt(guard, 'https://inside.example.com/'), 'address_private');
  assert.deepEqual(proxy.asked, []);
});

test('a proxy that refuses, speaks first, says nothing or is not there is a refusal', async () => {
  const times = { resolveMs: 500, connectMs: 300, headersMs: 300, totalMs: 1000 };
  const guard = world.guard({ proxy: proxy.address }, { times });
  proxy.behaviour.refuse = true;
  assert.equal(await world.attempt(guard, url), 'proxy_failed');
  Object.assign(proxy.behaviour, { refuse: false, greeting: 'hello' });
  assert.equal(await world.attempt(guard, url), 'proxy_failed');
  Object.assign(proxy.behaviour, { answers: false });
  assert.equal(await world.attempt(guard, url), 'connect_timeout');
  const absent = world.guard({ proxy: { host: '127.0.0.1', port: 1 } });
  assert.equal(await world.attempt(absent, url), 'proxy_failed');
});
