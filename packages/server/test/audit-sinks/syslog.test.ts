/** Syslog over TLS to a real rsyslog. Where it cannot be had these tests are skipped, by their reason. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAuthority } from '../../src/testing/egress/certificates.ts';
import { allow, loopback } from '../../src/testing/egress/rehearsal.ts';
import {
  type Rsyslog,
  rsyslogFolder,
  rsyslogMissing,
  startRsyslog,
} from '../../src/testing/simulators/rsyslog.ts';
import { createWorld, upTo, type World } from './world.ts';

const folder = rsyslogFolder();
const options = { skip: folder === undefined ? rsyslogMissing : false };
const host = 'collector.example.com';

let world: World;
let open: Rsyslog;
let asking: Rsyslog;
before(async () => {
  if (folder === undefined) return;
  world = await createWorld();
  const { authority, names } = world.rehearsal;
  const certificate = authority.issue({ names: [host] });
  names.set(host, { a: ['127.0.0.1'], aaaa: [] });
  open = await startRsyslog(folder, { certificate, authority: authority.cert });
  asking = await startRsyslog(folder, { certificate, authority: authority.cert, asksWhoCalls: true });
});
after(async () => {
  if (folder === undefined) return;
  await Promise.all([open.close(), asking.close()]);
  await world.close();
});

const feederTo = ({ port }: Rsyslog) =>
  world.feeder({ egress: world.guard({ allowList: [allow(host, port, loopback, 'syslog')] }) });
const destinationAt = ({ port }: Rsyslog, more: object = {}) => ({
  ...{ kind: 'syslog', address: `tls://${host}:${port}`, authority: world.rehearsal.authority.cert },
  ...more,
});
/** RFC 5424: PRI, VERSION, TIMESTAMP, HOSTNAME, APP-NAME, PROCID, MSGID, no structured data, MSG. */
const form = /^<(\d+)>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\S+) wardroom - (\S+) - (\{.*\})$/;

test(
  'rsyslog has every sealed entry, in order, as messages of RFC 5424 counted by octets',
  options,
  async () => {
    await world.seal(world.acme, 700);
    const { id } = await world.create(world.acme, { destination: destinationAt(open), from: 0 });
    await world.drain(feederTo(open));
    const sink = await world.find(world.acme, id);
    assert.deepEqual([sink.waiting, sink.lastFault], [0, null]);
    const messages = await open.waitFor(sink.nextIndex);
    const read = messages.map((message) => {
      const [, priority, , hostname, kind, json] = form.exec(message) ?? [];
      assert.ok(json, message.slice(0, 200));
      assert.ok(message.length <= 8_192);
      return { priority: Number(priority), hostname, kind, event: JSON.parse(json) };
    });
    assert.deepEqual(
      read.map(({ event }) => event.metadata.sequence),
      upTo(sink.nextIndex),
    );
    const last = read.at(-1);
    assert.equal(last?.hostname, 'localhost');
    // Facility 13 (log audit); severities 2 (critical) to 6 (informational).
    assert.ok(
      read.every(({ priority }) => priority >> 3 === 13 && (priority & 7) >= 2 && (priority & 7) <= 6),
    );
  },
);

test('a collector of another authority gets nothing', options, async () => {
  const stranger = createAuthority();
  const { id } = await world.create(world.acme, {
    destination: destinationAt(open, { authority: stranger.cert }),
    from: 0,
  });
  const before = (await open.messages()).length;
  await feederTo(open).step();
  const sink = await world.find(world.acme, id);
  assert.deepEqual([sink.nextIndex, sink.lastFault?.fault], [0, 'unreachable']);
  assert.equal((await open.messages()).length, before);
});

test(
  'a collector that asks who calls gets the log from whoever can say, and from nobody else',
  options,
  async () => {
    const identity = world.rehearsal.authority.issue({ names: ['wardroom.example.com'] });
    await world.seal(world.acme, 2);
    const unnamed = await world.create(world.acme, { destination: destinationAt(asking), from: 0 });
    await feederTo(asking).step();
    const refused = await world.find(world.acme, unnamed.id);
    assert.deepEqual([refused.nextIndex, refused.lastFault?.fault], [0, 'unreachable']);
    await world.harness.succeed(world.acme, 'owner', 'audit.sinks.remove', { sinkId: unnamed.id });
    const { id } = await world.create(world.acme, {
      destination: destinationAt(asking, { certificate: identity.cert }),
      secret: identity.key,
      from: 0,
    });
    await world.drain(feederTo(asking));
    const sink = await world.find(world.acme, id);
    assert.equal(sink.waiting, 0);
    assert.equal((await asking.waitFor(sink.nextIndex)).length, sink.nextIndex);
  },
);

test(
  'a collector that ends in the middle is a failure, and everything arrives at the next one',
  options,
  async () => {
    assert.ok(folder);
    const { authority } = world.rehearsal;
    const certificate = authority.issue({ names: [host] });
    const first = await startRsyslog(folder, { certificate, authority: authority.cert });
    const { id, nextIndex } = await world.create(world.acme, { destination: destinationAt(first) });
    await world.seal(world.acme, 3);
    await first.close();
    await feederTo(first).step();
    assert.equal((await world.find(world.acme, id)).nextIndex, nextIndex);
  },
);
