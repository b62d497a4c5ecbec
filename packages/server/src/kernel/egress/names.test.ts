import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  allow,
  type EgressRehearsal,
  impatient,
  loopback,
  rehearseEgress,
} from '../../testing/egress/rehearsal.ts';

let world: EgressRehearsal;
before(async () => {
  world = await rehearseEgress();
});
after(() => world.close());
afterEach(() => world.reset());

/** Runs the attempt and asserts that it came to the reason without a connection. */
async function refusedUnconnected(host: string, reason: string, network = loopback) {
  const before = world.peer.connections;
  const guard = world.guard({ allowList: [allow(host, world.peer.port, network)] });
  assert.equal(await world.attempt(guard, `https://${host}:${world.peer.port}/`), reason);
  assert.equal(world.peer.connections, before, 'somebody was connected to');
}

describe('names that lead inside', () => {
  test('a name with a private address is refused and nobody is connected to', async () => {
    world.names.set('inside.example.com', { a: ['10.0.0.7'] });
    await refusedUnconnected('inside.example.com', 'address_private');
    const [signal] = world.signals;
    assert.equal(signal?.isSuspicious, true);
    assert.equal(signal?.address, '10.0.0.7');
    assert.equal(signal?.host, 'inside.example.com');
  });

  test('an alias (CNAME) that leads to a private address is refused', async () => {
    world.names.set('alias.example.com', { a: { alias: 'db.corp.example', addresses: ['192.168.0.9'] } });
    await refusedUnconnected('alias.example.com', 'address_private');
  });

  test('a public A and an AAAA of ::1 is refused as a mixed answer', async () => {
    world.names.set('mixed6.example.com', { a: ['127.0.0.1'], aaaa: ['::1'] });
    await refusedUnconnected('mixed6.example.com', 'answer_mixed');
    assert.equal(world.signals[0]?.isSuspicious, true);
    assert.equal(world.signals[0]?.address, '::1');
  });

  test('one private address among good ones is refused as a mixed answer, wherever it stands', async () => {
    for (const a of [
      ['10.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '10.0.0.1'],
    ]) {
      world.names.set('mixed4.example.com', { a });
      await refusedUnconnected('mixed4.example.com', 'answer_mixed');
    }
  });

  test('only an AAAA, and that one inside: refused', async () => {
    for (const address of [
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
    ]) {
      world.names.set('six.example.com', { a: [], aaaa: [address] });
      await refusedUnconnected('six.example.com', 'address_private');
    }
  });

  test('answers that alternate (TTL 0) are judged at every attempt', async () => {
    const host = 'turning.example.com';
    const peer = await world.startPeer(world.authority.issue({ names: [host] }));
    world.names.set(host, {
      a: { inTurn: [['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1'], ['169.254.169.254']] },
    });
    const guard = world.guard({ allowList: [allow(host, peer.port)] });
    const outcomes: string[] = [];
    for (let round = 0; round < 4; round += 1)
      outcomes.push(await world.attempt(guard, `https://${host}:${peer.port}/`));
    assert.deepEqual(outcomes, ['answered', 'address_private', 'answered', 'address_private']);
    assert.equal(
      world.names.take().filter((query) => query === `A ${host}`).length,
      4,
      'one look-up an attempt',
    );
    assert.equal(peer.connections, 2);
  });

  test('an address of this deployment is refused although it is public', async () => {
    world.names.set('own.example.com', { a: ['8.8.4.4'] });
    const guard = world.guard({ ownAddresses: ['8.8.4.0/24'] });
    assert.equal(await world.attempt(guard, 'https://own.example.com/'), 'address_own');
    assert.equal(await world.attempt(guard, 'https://8.8.4.4/'), 'address_own');
  });

  test('our own domains are refused before anybody is asked, custom domains too', async () => {
    const guard = world.guard({}, { isOwnHost: async (host) => host === 'talk.acme.example.net' });
    assert.equal(await world.attempt(guard, 'https://acme.chat.example.org/'), 'host_own');
    assert.equal(await world.attempt(guard, 'https://talk.acme.example.net/'), 'host_own');
    assert.deepEqual(world.names.take(), []);
  });

  test('the hosts file is not read', async () => {
    assert.equal(
      await world.attempt(world.guard({ allowList: [] }), 'https://ip6-localhost.example.com/'),
      'answer_empty',
    );
    assert.deepEqual(world.names.take().sort(), [
      'A ip6-localhost.example.com',
      'AAAA ip6-localhost.example.com',
    ]);
  });
});

describe('name servers that answer badly', () => {
  const sixteen = Array.from({ length: 16 }, (_, at) => `127.0.0.${at + 1}`);

  test('sixteen answers are judged, seventeen are refused', async () => {
    world.names.set('crowd.example.com', { a: [...sixteen, '127.0.0.17'] });
    await refusedUnconnected('crowd.example.com', 'answer_too_many', '127.0.0.0/8');
    world.names.set('crowd.example.com', { a: sixteen, aaaa: ['::1'] });
    await refusedUnconnected('crowd.example.com', 'answer_too_many', '127.0.0.0/8');
    world.names.set('crowd.example.com', { a: sixteen.slice(0, 15), aaaa: ['::1'] });
    await refusedUnconnected('crowd.example.com', 'answer_mixed', '127.0.0.0/8');
  });

  test('no answer, no such name, failure and refusal of the name server are refusals', async () => {
    world.names.set('empty.example.com', {});
    await refusedUnconnected('empty.example.com', 'answer_empty');
    await refusedUnconnected('nowhere.example.com', 'answer_empty');
    for (const rcode of [2, 5]) {
      world.names.set('broken.example.com', { a: { rcode } });
      await refusedUnconnected('broken.example.com', 'resolve_failed');
    }
  });

  test('when one of the two queries fails the other does not count', async () => {
    world.names.set('half.example.com', { a: ['127.0.0.1'], aaaa: { rcode: 2 } });
    await refusedUnconnected('half.example.com', 'resolve_failed');
  });

  test('a silent name server costs its share of time and no more', async () => {
    world.names.set('silent.example.com', { a: 'silence', aaaa: 'silence' });
    const guard = world.guard({}, { times: impatient('resolveMs') });
    assert.equal(await world.attempt(guard, 'https://silent.example.com/'), 'resolve_timeout');
  });
});
