/** A feed leads nowhere that the egress guard does not admit, and its secret goes nowhere else. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { AuditSinkView } from '@wardroom/contract';
import { createAuthority } from '../../src/testing/egress/certificates.ts';
import { allow, loopback } from '../../src/testing/egress/rehearsal.ts';
import { createWorld, names, secrets, type World } from './world.ts';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());
beforeEach(async () => {
  for (const { id } of await world.sinks(world.acme))
    await world.harness.succeed(world.acme, 'owner', 'audit.sinks.remove', { sinkId: id });
  world.splunk.requests.length = 0;
  world.rehearsal.signals.length = 0;
});

const attempt = async (destination: object, allowList = admitted()) => {
  const { id, nextIndex } = await world.create(world.acme, { destination, secret: secrets.splunk });
  await world.seal(world.acme, 1);
  await world.feeder({ egress: world.guard({ allowList }) }).step();
  const sink = await world.find(world.acme, id);
  assert.deepEqual([sink.nextIndex, sink.lastFault?.fault], [nextIndex, 'unreachable']);
  return world.rehearsal.signals.at(-1)?.reason;
};
const admitted = () => [allow(names.splunk, world.splunk.port, loopback, 'splunk_hec')];
const splunkAt = (address: string) => world.destination('splunk_hec', { address });

test('private addresses, literal or behind a name, are refused; a port of another kind is, too', async () => {
  world.rehearsal.names.set('inside.example.com', { a: ['10.0.0.7'], aaaa: [] });
  assert.equal(await attempt(splunkAt('https://inside.example.com:8088')), 'address_private');
  assert.equal(await attempt(splunkAt('https://169.254.169.254')), 'address_private');
  assert.equal(await attempt(splunkAt('https://93.184.216.34:6514')), 'port_refused');
  assert.equal(await attempt({ kind: 'syslog', address: 'tls://93.184.216.34:443' }), 'port_refused');
  assert.equal(await attempt({ kind: 'syslog', address: 'tls://127.0.0.1:6514' }), 'address_private');
  assert.equal(world.splunk.requests.length, 0);
});

test('what the operator admits for one kind is not admitted for another', async () => {
  const address = `https://${names.splunk}:${world.splunk.port}`;
  const other = [allow(names.splunk, world.splunk.port, loopback, 'datadog')];
  assert.equal(await attempt(splunkAt(address), other), 'port_refused');
});

test('a name that leads elsewhere at the next attempt is judged again', async () => {
  world.rehearsal.names.set('moving.example.com', {
    a: { inTurn: [['127.0.0.1'], ['10.0.0.7']] },
    aaaa: [],
  });
  const certificate = world.rehearsal.authority.issue({ names: ['moving.example.com'] });
  const peer = await world.rehearsal.startPeer(certificate);
  const allowList = [allow('moving.example.com', peer.port, loopback, 'splunk_hec')];
  peer.answer = (_request, response) => void response.end('{"text":"Success","code":0}');
  const { id } = await world.create(world.acme, {
    destination: splunkAt(`https://moving.example.com:${peer.port}`),
    secret: secrets.splunk,
  });
  await world.seal(world.acme, 1);
  const feeder = world.feeder({ egress: world.guard({ allowList }) });
  await feeder.step();
  const first = await world.find(world.acme, id);
  assert.equal(first.lastFault, null);
  await world.seal(world.acme, 1);
  world.clock.moveTo(10_000);
  await feeder.step();
  world.clock.moveTo(0);
  assert.equal(world.rehearsal.signals.at(-1)?.reason, 'address_private');
  assert.equal(peer.requests.length, 1);
});

test('a certificate of another authority or for another name is refused before the secret is sent', async () => {
  const stranger = createAuthority();
  const address = `https://${names.splunk}:${world.splunk.port}`;
  const elsewhere = world.destination('splunk_hec', { address, authority: stranger.cert });
  assert.equal(await attempt(elsewhere), 'tls_failed');
  const certificate = world.rehearsal.authority.issue({ names: ['other.example.com'] });
  const peer = await world.rehearsal.startPeer(certificate);
  const allowList = [allow(names.splunk, peer.port, loopback, 'splunk_hec')];
  assert.equal(await attempt(splunkAt(`https://${names.splunk}:${peer.port}`), allowList), 'tls_failed');
  assert.equal(peer.requests.length + world.splunk.requests.length, 0);
});

test('no byte of a secret is in an answer, in the log, or in the database in the clear', async () => {
  const secret = 'a-secret-that-nobody-may-see-0123456789';
  const { succeed, call, admin } = world.harness;
  const destination = world.destination('splunk_hec');
  const sink = await world.create(world.acme, { destination, secret });
  const change = { sinkId: sink.id, name: 'Another', destination, version: sink.version };
  const answers = [
    sink,
    await succeed(world.acme, 'owner', 'audit.sinks.update', { ...change, secret }),
    await succeed(world.acme, 'auditor', 'audit.sinks.list', {}),
    await call(world.acme, 'owner', 'audit.sinks.create', { name: '', destination, secret }),
  ];
  await world.seal(world.acme, 1);
  const log = await succeed(world.acme, 'auditor', 'audit.list', { limit: 50 });
  const { rows } = await admin.query('select * from tenant.audit_sinks');
  const seen = JSON.stringify([answers, log, world.faults]);
  const forms = [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')];
  for (const form of forms) assert.ok(!seen.includes(form));
  for (const row of rows)
    for (const value of Object.values(row as object))
      if (Buffer.isBuffer(value)) assert.ok(!value.includes(secret));
  assert.match(JSON.stringify(log), /audit\.sink_updated.*replaced|replaced.*audit\.sink_updated/s);
});

test('whoever changes the address gives the secret again, and so does who changes the authority', async () => {
  const { call, succeed } = world.harness;
  const destination = world.destination('splunk_hec');
  const sink = await world.create(world.acme, { destination, secret: secrets.splunk });
  const change = { sinkId: sink.id, name: sink.name, version: sink.version };
  for (const more of [{ address: 'https://elsewhere.example.com:8088' }, { authority: null }]) {
    const { answer } = await call(world.acme, 'owner', 'audit.sinks.update', {
      ...{ ...change, destination: { ...destination, ...more } },
    });
    assert.equal(answer.ok ? 'done' : answer.error.code, 'invalid_input');
  }
  const same = { ...change, destination: { ...destination, index: 'other' } };
  await succeed(world.acme, 'owner', 'audit.sinks.update', same);
});

test('a feed of one workspace is nothing in another, and gives nobody another’s entries', async () => {
  const { globex } = world.harness;
  const { id } = await world.create(world.acme, {
    ...{ destination: world.destination('splunk_hec'), secret: secrets.splunk, from: 0 },
  });
  assert.deepEqual(await world.sinks(globex), []);
  for (const verb of ['pause', 'resume', 'test', 'remove'] as const) {
    const { answer } = await world.harness.call(globex, 'owner', `audit.sinks.${verb}`, { sinkId: id });
    assert.equal(answer.ok ? 'done' : answer.error.code, 'not_found');
  }
  await world.seal(globex, 3);
  await world.drain(world.feeder());
  const origins = world.splunk.events.map(
    ({ event }) => (event['metadata'] as { log_name: string }).log_name,
  );
  assert.ok(origins.length > 0);
  assert.equal(new Set(origins).size, 1);
});

test('only who manages the audit log sets feeds up; who reads it sees them; others see nothing', async () => {
  const { call } = world.harness;
  const input = { name: 'A feed', destination: { kind: 'file' } };
  for (const who of ['admin', 'auditor', 'member'] as const) {
    const { answer } = await call(world.acme, who, 'audit.sinks.create', input);
    assert.equal(answer.ok ? 'done' : answer.error.code, 'forbidden');
  }
  const { answer } = await call(world.acme, 'member', 'audit.sinks.list', {});
  assert.equal(answer.ok ? 'done' : answer.error.code, 'forbidden');
});

test('the role that finds feeds reads no column that says where they lead or what entries say', async () => {
  const pool = world.harness.poolOf('wardroom_worker', 1);
  for (const column of ['sealed', 'sealed_secret', 'kind', 'created_by'])
    await assert.rejects(pool.query(`select ${column} from tenant.audit_sinks`), { code: '42501' });
  for (const column of ['sealed', 'type', 'actor_id', 'leaf_hash'])
    await assert.rejects(pool.query(`select ${column} from tenant.audit_log`), { code: '42501' });
  for (const change of ["state = 'paused'", 'next_index = 0', "sealed = '\\x00'"])
    await assert.rejects(pool.query(`update tenant.audit_sinks set ${change}`), { code: '42501' });
});

test('a second press does nothing twice', async () => {
  const { succeed } = world.harness;
  const destination = world.destination('splunk_hec');
  const { id } = await world.create(world.acme, { destination, secret: secrets.splunk });
  const press = async (verb: 'pause' | 'test') =>
    (await succeed<{ sink: AuditSinkView }>(world.acme, 'owner', `audit.sinks.${verb}`, { sinkId: id })).sink;
  assert.equal((await press('pause')).version, (await press('pause')).version);
  const count = async () => {
    const log = await succeed<{ entries: unknown[] }>(
      ...([world.acme, 'auditor', 'audit.list', { type: 'audit.sink_tested', limit: 100 }] as const),
    );
    return log.entries.length;
  };
  const before = await count();
  await press('test');
  await press('test');
  assert.equal((await count()) - before, 1);
});
