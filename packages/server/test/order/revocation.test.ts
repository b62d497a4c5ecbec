/**
 * Order: no message commits after the revocation that forbids it, whatever the schedule. Two nodes (own lanes, own
 * connections) act on one tenant; the explorer tries their interleavings at statement boundaries.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StatementObserver } from '../../src/kernel/database/session.ts';
import { TenantDatabase } from '../../src/kernel/database/tenant-database.ts';
import { execute } from '../../src/kernel/execute.ts';
import { Lanes } from '../../src/kernel/lanes.ts';
import { type Actor, explore, type Schedule } from '../../src/testing/explorer.ts';
import type { Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { databaseThatLocksTooLate } from './late-lock.ts';

let harness: Harness;
/** One interruption at every statement in `npm test`, two in soak. */
const preemptions = process.env['WARDROOM_SOAK'] ? 2 : 1;
let sent = 0;

before(async () => {
  harness = await createHarness();
});
after(() => harness.close());

type MakeDatabase = (observer: StatementObserver) => TenantDatabase;

const properDatabase: MakeDatabase = (observer) => {
  const pool = poolOnce();
  return new TenantDatabase({
    readPool: pool,
    writePool: pool,
    signer: harness.signer,
    ...harness.parts,
    observer,
    onCommitted: () => {},
  });
};
const lateDatabase: MakeDatabase = (observer) =>
  databaseThatLocksTooLate({
    pool: poolOnce(),
    signer: harness.signer,
    clock: harness.parts.clock,
    ids: harness.parts.ids,
    observer,
  });

let pool: ReturnType<Harness['poolOf']> | undefined;
const poolOnce = () => {
  pool ??= harness.poolOf('wardroom_app', 6);
  return pool;
};

/** One call on a node of its own: own lanes, own transactions. */
function actor(
  name: string,
  make: MakeDatabase,
  who: Who,
  operation: Parameters<Harness['call']>[2],
  input: unknown,
): Actor {
  return {
    name,
    run: async (observer) => {
      const database = make(observer);
      const kernel = { ...harness.kernel, database, lanes: new Lanes({ database }) };
      const { answer } = await execute(kernel, {
        requestId: harness.parts.ids.next(),
        edge: 'http',
        host: harness.acme.host,
        operation,
        input,
        credential: harness.acme.principals[who].identity,
        address: '127.0.0.1',
        device: 'test',
      });
      if (!answer.ok) throw answer.error;
      return answer.output;
    },
  };
}

const send = (make: MakeDatabase): Actor => {
  sent += 1;
  return actor('send', make, 'member', 'messages.send', {
    channelId: harness.acme.secret.id,
    body: 'who was here last?',
    clientKey: `order-key-${sent}`,
  });
};

const removal = (make: MakeDatabase): Actor =>
  actor('remove', make, 'owner', 'channels.removeMember', {
    channelId: harness.acme.secret.id,
    principalId: harness.acme.principals.member.id,
  });

async function restoreMember(): Promise<void> {
  const input = { channelId: harness.acme.secret.id, principalId: harness.acme.principals.member.id };
  await harness.call(harness.acme, 'owner', 'channels.addMember', input);
}

async function readLog(): Promise<
  { seq: number; type: string; actor: string | null; subject: string | null }[]
> {
  const { rows } = await harness.admin.query(
    'select seq::integer, type, actor_id as actor, subject_id as subject from tenant.events where tenant_id = $1 order by seq',
    [harness.acme.tenant.id],
  );
  return rows;
}

/** Throws when the log shows a message of the member after the removal of the member, or a gap. */
async function requireOrder(schedule: Schedule): Promise<void> {
  const log = await readLog();
  const member = harness.acme.principals.member.uuid;
  let inside = true;
  for (const [index, event] of log.entries()) {
    assert.equal(
      event.seq,
      (log[0]?.seq ?? 1) + index,
      `the log has a gap after ${schedule.steps.join(' ')}`,
    );
    if (event.type === 'channel.member_removed' && event.subject === member) inside = false;
    if (event.type === 'channel.member_added' && event.subject === member) inside = true;
    if (event.type === 'message.sent' && event.actor === member) {
      assert.ok(inside, `a message committed after the removal: ${schedule.steps.join(' ')}`);
    }
  }
}

test('no message commits after the removal that forbids it, in any interleaving of the two', async () => {
  const outcomes = new Set<string>();
  const { schedules } = await explore({
    admin: harness.admin,
    arrange: async () => {
      await restoreMember();
      return [send(properDatabase), removal(properDatabase)];
    },
    examine: async (schedule) => {
      await requireOrder(schedule);
      outcomes.add(schedule.results.map(({ status }) => status).join());
    },
    preemptions,
  });
  assert.ok(schedules >= 20, `only ${schedules} schedules`);
  // Both orders were seen: the message before the removal, and the refusal after it.
  assert.deepEqual([...outcomes].sort(), ['fulfilled,fulfilled', 'rejected,fulfilled']);
});

test('no message commits after the session that sent it was revoked', async () => {
  const member = harness.acme.principals.member;
  const { rows } = await harness.admin.query(
    'select count(*)::integer as n from tenant.sessions where session_id = $1',
    [member.identity.id],
  );
  assert.equal(rows[0].n, 1);
  const outcomes = new Set<string>();
  await explore({
    admin: harness.admin,
    arrange: async () => {
      await restoreMember();
      await harness.admin.query('update tenant.sessions set revoked_at = null where session_id = $1', [
        member.identity.id,
      ]);
      return [send(properDatabase), actor('revoke', properDatabase, 'member', 'sessions.end', {})];
    },
    examine: async (schedule) => {
      const log = await readLog();
      const revoked = log.findLast(({ type }) => type === 'session.revoked');
      const last = log.findLast(({ type, actor: by }) => type === 'message.sent' && by === member.uuid);
      const accepted = schedule.results[0]?.status === 'fulfilled';
      outcomes.add(String(accepted));
      if (accepted)
        assert.ok(
          (last?.seq ?? 0) < (revoked?.seq ?? 0),
          `a message committed after the revocation: ${schedule.steps.join(' ')}`,
        );
    },
    preemptions,
  });
  await harness.admin.query('update tenant.sessions set revoked_at = null where session_id = $1', [
    member.identity.id,
  ]);
  assert.deepEqual([...outcomes].sort(), ['false', 'true']);
});

test('the explorer finds the planted bug: a head lock that is not the first statement', async () => {
  const search = explore({
    admin: harness.admin,
    arrange: async () => {
      await restoreMember();
      return [send(lateDatabase), removal(lateDatabase)];
    },
    examine: requireOrder,
    preemptions: 1,
  });
  await assert.rejects(search, /a message committed after the removal/);
});
