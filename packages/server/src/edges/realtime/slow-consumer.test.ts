import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { closeCodes } from '@wardroom/contract';
import { openRawClient } from '../../testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../testing/realtime-server.ts';

let server: RealtimeServer;
before(async () => {
  server = await startRealtimeServer({
    settings: { softBytes: 65_536, hardBytes: 262_144, closingMs: 400 },
  });
});
after(async () => {
  await server.close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const eventually = async (holds: () => boolean, what: string) => {
  for (let turn = 0; turn < 1_000 && !holds(); turn += 1) await pause(10);
  assert.ok(holds(), what);
};
const headersOf = (who: 'owner') => ({
  cookie: `__Host-wardroom=${server.harness.acme.principals[who].secret}`,
  origin: `http://${server.harness.acme.host}:${server.port}`,
});
let keys = 0;
const say = (body: string) =>
  server.harness.succeed(server.harness.acme, 'member', 'messages.send', {
    channelId: server.harness.acme.general.id,
    body,
    clientKey: `slow-key-${++keys}`,
  });

test('a client that never reads is closed with bounded memory, while its neighbour gets everything', async () => {
  const { acme } = server.harness;
  const neighbour = openRawClient({ port: server.port, host: acme.host, headers: headersOf('owner') });
  await neighbour.hello();
  const slow = openRawClient({ port: server.port, host: acme.host, headers: headersOf('owner') });
  const { cursor } = await slow.hello();
  slow.socket.pause();
  const before = process.memoryUsage().rss;
  const body = 'x'.repeat(30_000);
  for (let index = 0; index < 400; index += 1) await say(body);
  await eventually(() => neighbour.events.length === 400, 'the neighbour gets everything');
  await eventually(() => server.edge.connections === 1, 'the slow connection is gone although it never read');
  assert.ok(process.memoryUsage().rss - before < 400_000_000);
  slow.socket.resume();
  const code = await slow.closed;
  assert.ok(code === closeCodes.slow_consumer.code || code === 1006, String(code));
  const seen = slow.frames.filter((frame) => frame.t === 'event');
  assert.ok(seen.length < 400, 'not everything was buffered for it');
  assert.ok(slow.frames.at(-1)?.t === 'lag' || code === 1006);
  const back = openRawClient({ port: server.port, host: acme.host, headers: headersOf('owner') });
  await back.hello({ resume: seen.at(-1)?.t === 'event' ? seen.at(-1)?.cursor : cursor });
  await eventually(() => seen.length + back.events.length === 400, 'resuming brings exactly what was missed');
  await Promise.all([neighbour.close(), back.close()]);
});

test('a silent client is closed after two heartbeats; one that answers stays', async () => {
  const beating = await startRealtimeServer({ settings: { heartbeatMs: 600 } });
  const { acme } = beating.harness;
  const open = (who: 'owner' | 'member') =>
    openRawClient({
      port: beating.port,
      host: acme.host,
      headers: {
        cookie: `__Host-wardroom=${acme.principals[who].secret}`,
        origin: `http://${acme.host}:${beating.port}`,
      },
    });
  const [silent, answering] = [open('member'), open('owner')];
  await Promise.all([silent.hello(), answering.hello()]);
  const timer = setInterval(() => answering.send({ t: 'beat' }), 200);
  assert.equal(await silent.closed, closeCodes.heartbeat_timeout.code);
  const beat = await answering.until((frame) => frame.t === 'beat');
  assert.ok(beat.cursor.length > 20);
  clearInterval(timer);
  await eventually(() => beating.edge.connections === 1, 'only the silent one is gone');
  await answering.close();
  await beating.close();
});

test('compressed frames and upgrades that are no WebSocket are refused', async () => {
  const { acme } = server.harness;
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(
        `GET /v1/realtime HTTP/1.1\r\nHost: ${acme.host}:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
          'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
      );
    });
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (text.includes('\r\n\r\n') && !text.includes('sent')) {
        text += 'sent';
        // FIN, RSV1 (compressed), text, masked, one byte.
        socket.write(Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0x7b]));
      }
    });
    socket.on('close', () => resolve(text));
  });
  assert.ok(answer.startsWith('HTTP/1.1 101'));
  assert.ok(!/permessage-deflate/i.test(answer.split('sent')[0] ?? ''), 'compression is not agreed to');
  // Close frame with 1002, protocol error.
  assert.ok(Buffer.from(answer, 'latin1').includes(Buffer.from([0x03, 0xea])));
});
