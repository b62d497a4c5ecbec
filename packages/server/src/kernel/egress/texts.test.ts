import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type EgressRehearsal, impatient, rehearseEgress } from '../../testing/egress/rehearsal.ts';

let world: EgressRehearsal;
before(async () => {
  world = await rehearseEgress();
});
beforeEach(() => world.reset());
after(() => world.close());

const tenantId = '01890a5d-ac96-774b-bcce-b302099a8057';
const name = '_wardroom-challenge.chat.acme.example';
const look = (guard = world.guard()) => guard.lookUpTexts(name, tenantId);

test('the texts of a name come as they were written, long ones put together, the name asked for as it is', async () => {
  const long = 'x'.repeat(400);
  world.names.set(name, { txt: ['v=spf1 -all', long] });
  assert.deepEqual((await look())?.toSorted(), ['v=spf1 -all', long].toSorted());
  // Over UDP, and, as it does not fit, over TCP.
  assert.deepEqual([...new Set(world.names.take())], [`TXT ${name}`]);
});

test('an alias (CNAME) is followed', async () => {
  world.names.set(name, { txt: { alias: 'proofs.example.net', addresses: ['the text'] } });
  assert.deepEqual(await look(), ['the text']);
});

test('no such name and no such record are no texts; failure and silence of the name server are no answer', async () => {
  world.names.set('other.example', { txt: ['x'] });
  assert.deepEqual(await world.guard().lookUpTexts('nowhere.example', tenantId), []);
  world.names.set(name, { a: ['203.0.113.1'] });
  assert.deepEqual(await look(), []);
  world.names.set(name, { txt: { rcode: 2 } });
  assert.equal(await look(), null);
  world.names.set(name, { txt: 'silence' });
  const startedAt = performance.now();
  assert.equal(await look(world.guard({}, { times: impatient('textMs') })), null);
  assert.ok(performance.now() - startedAt < 60_000);
});

test('an answer is bounded in number and size', async () => {
  world.names.set(name, { txt: Array.from({ length: 64 }, (_, n) => `text ${n}`) });
  assert.equal((await look())?.length, 64);
  world.names.set(name, { txt: Array.from({ length: 65 }, (_, n) => `text ${n}`) });
  assert.equal(await look(), null);
  world.names.set(name, { txt: ['y'.repeat(513), 'short'] });
  assert.deepEqual(await look(), ['short']);
});

test('one tenant has so many look-ups at once, and a guard that is closed has none', async () => {
  world.names.set(name, { txt: 'silence' });
  const guard = world.guard(
    {},
    { times: impatient('textMs'), limits: { total: 9, perTenant: 2, perAddress: 9, perAddressMinute: 9 } },
  );
  const [first, second] = [look(guard), look(guard)];
  assert.equal(await look(guard), null);
  assert.equal(guard.underWay, 2, 'the third one did not wait');
  assert.deepEqual(await Promise.all([first, second]), [null, null]);
  assert.equal(guard.underWay, 0);
  guard.close();
  world.names.set(name, { txt: ['x'] });
  assert.equal(await look(guard), null);
});
