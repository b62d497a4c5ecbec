/**
 * A connection to PostgreSQL that ends before any statement of a command, while the sequencer works: what was committed
 * has its entries, what was not has none, and nothing has two places.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OperationName } from '@wardroom/contract';
import type { StatementObserver } from '../../src/kernel/database/session.ts';
import { requireWhole } from '../../src/testing/audit/sealed-log.ts';
import { steppedSequencer } from '../../src/testing/audit/sequencer.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { calledWith } from './calls.ts';

let harness: Harness;
/** Ends the connection before the statement of this number, counted from 1 within one call. */
const killing = { at: 0, seen: 0, done: 0 };
const names = new Set<string>();
const observer: StatementObserver = {
  before: async ({ session, statement }) => {
    if (killing.at === 0) return;
    killing.seen += 1;
    names.add(statement);
    if (killing.seen !== killing.at) return;
    killing.done += 1;
    await harness.admin.query('select pg_terminate_backend($1, 2000)', [session.backendPid]);
  },
};
let count = 0;
const word = () => {
  count += 1;
  return `kill-${count}`;
};

const commands: Readonly<Partial<Record<OperationName, () => Promise<object> | object>>> = {
  'channels.create': () => ({ name: word() }),
  'messages.send': () => ({
    channelId: harness.acme.general.id,
    body: word(),
    clientKey: `client-${word()}`,
  }),
  'roles.assign': () => ({
    principalId: harness.acme.principals.member2.id,
    role: word().endsWith('1') ? 'viewer' : 'developer',
  }),
  'channels.openDirect': async () => {
    const { principal } = await harness.succeed<{ principal: { id: string } }>(
      ...([harness.acme, 'owner', 'principals.createBot'] as const),
      { handle: word(), displayName: 'New' },
    );
    return { principalIds: [principal.id] };
  },
  'principals.updateProfile': () => ({ displayName: word() }),
};

before(async () => {
  harness = await createHarness({ observer });
});
after(() => harness.close());

test('killed at every statement: an entry for each change, a change for each entry', async (t) => {
  const { sequencer } = steppedSequencer(harness, { intervalMs: 5, gatherMs: 0 });
  sequencer.start();
  t.after(() => sequencer.stop());
  let whole = 0;
  for (const [name, inputOf] of Object.entries(commands)) {
    for (let at = 1; ; at += 1) {
      const input = await inputOf();
      Object.assign(killing, { at, seen: 0 });
      const called = await calledWith(harness, harness.acme, {
        ...{ name: name as OperationName, credential: harness.acme.principals.owner.identity, input },
      });
      const wasKilled = killing.seen >= at;
      killing.at = 0;
      const { answer, entries, changes, grown } = called;
      const about = `${name}, statement ${at}: ${answer.ok ? 'ok' : answer.error.code}`;
      assert.equal(
        entries.length > 0,
        changes > 0,
        `${about}: ${entries.length} entries, ${changes} changes`,
      );
      assert.equal(grown, entries.length, about);
      if (answer.ok && changes > 0) whole += 1;
      if (answer.ok) assert.ok(entries.every(({ outcome }) => outcome === 'success'));
      if (!wasKilled) break;
      assert.ok(at < 100, about);
    }
  }
  await sequencer.stop();
  const last = steppedSequencer(harness);
  await last.drain();
  await last.sequencer.stop();
  const { rows } = await harness.admin.query('select 1 from tenant.audit_outbox');
  assert.deepEqual(rows, []);
  const sealed = await requireWhole(harness, harness.acme);
  assert.equal(new Set(sealed.map(({ row }) => row.entry_id)).size, sealed.length);
  t.diagnostic(
    `${Object.keys(commands).length} commands, ${names.size} statements, ${killing.done} kills, ${sealed.length} entries`,
  );
  assert.ok(whole >= Object.keys(commands).length, 'each is seen to succeed once nothing is killed');
  assert.ok(killing.done > 25, `${killing.done} kills`);
});
