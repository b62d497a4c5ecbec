import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type EgressRehearsal, impatient, peerName, rehearseEgress } from '../../testing/egress/rehearsal.ts';

/** A proxy as an operator runs it: it repeats the list over numbers, and has no name server to ask. */
async function startProxy() {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const behaviour = { refuse: false, greeting: '', answers: true, leadsTo: 0 };
  const server = createServer((_request, response) => void response.writeHead(400).end());
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    socket.on('error', () => {});
    if (!behaviour.answers) return;
    const [host = '', port] = behaviour.leadsTo > 0 ? ['127.0.0.1', behaviour.leadsTo] : url.split(':');
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
  Object.assign(proxy.behaviour, { refuse: false, greeting: '', answers: true, leadsTo: 0 });
});

/** As if our authority were one of the well-known ones. */
async function knownToTheWorld(run: () => Promise<void>) {
  const known = getCACertificates('default');
  setDefaultCACertificates([...known, world.authority.cert]);
  try {
    await run();
  } finally {
    setDefaultCACertificates(known);
  }
}

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

test('a public host without any allowance is reached, by a certificate that the world knows and not by the operator’s', async () => {
  const host = 'public.example.com';
  const peer = await world.startPeer(world.authority.issue({ names: [host] }));
  world.names.set(host, { a: ['8.8.8.8'], aaaa: ['2606:4700::1111'] });
  proxy.behaviour.leadsTo = peer.port;
  const guard = world.guard({ proxy: proxy.address, allowList: [], certificates: [world.authority.cert] });
  assert.equal(await world.attempt(guard, `https://${host}/`), 'tls_failed');
  assert.equal(peer.requests.length, 0);
  await knownToTheWorld(async () => {
    assert.equal(await world.attempt(guard, `https://${host}/`), 'answered');
  });
  assert.deepEqual(proxy.asked, ['8.8.8.8:443', '8.8.8.8:443']);
  assert.equal(peer.requests[0]?.headers['host'], host);
});

test('a public IPv6 literal is asked for in brackets and needs a certificate for itself', async () => {
  const peer = await world.startPeer(world.authority.issue({ names: ['2606:4700::1111'] }));
  proxy.behaviour.leadsTo = peer.port;
  const guard = world.guard({ proxy: proxy.address, allowList: [] });
  await knownToTheWorld(async () => {
    assert.equal(await world.attempt(guard, 'https://[2606:4700::1111]/'), 'answered');
    assert.equal(await world.attempt(guard, 'https://[2606:4700::1112]/'), 'tls_failed');
  });
  assert.deepEqual(proxy.asked, ['[2606:4700::1111]:443', '[2606:4700::1112]:443']);
  assert.equal(peer.requests[0]?.headers['host'], '[2606:4700::1111]');
});

test('a proxy that refuses, speaks first, says nothing or is not there is a refusal', async () => {
  const guard = world.guard({ proxy: proxy.address });
  const hasty = world.guard({ proxy: proxy.address }, { times: impatient('connectMs') });
  proxy.behaviour.refuse = true;
  assert.equal(await world.attempt(guard, url), 'proxy_failed');
  Object.assign(proxy.behaviour, { refuse: false, greeting: 'hello' });
  assert.equal(await world.attempt(guard, url), 'proxy_failed');
  Object.assign(proxy.behaviour, { answers: false });
  assert.equal(await world.attempt(hasty, url), 'connect_timeout');
  const absent = world.guard({ proxy: { host: '127.0.0.1', port: 1 } });
  assert.equal(await world.attempt(absent, url), 'proxy_failed');
});

test('a tunnel outlives the time that opening it had', async () => {
  const guard = world.guard({ proxy: proxy.address }, { times: impatient('connectMs', 1000) });
  world.peer.answer = (_request, response) => void setTimeout(() => response.end('late'), 1200);
  assert.equal(await world.attempt(guard, url), 'answered');
  world.reset();
});
