import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import type { AuditEntry } from './entry.ts';
import { EntryLane } from './entry-lane.ts';

const entry = (action: string, request = 'a'): AuditEntry => ({
  type: 'request.refused',
  outcome: 'blocked',
  actorType: 'anonymous',
  actorId: null,
  action,
  resourceKind: 'Tenant',
  resourceId: null,
  credentialId: null,
  address: null,
  requestId: request as Uuid,
});

/** A lane whose commits end when the test says so. */
function arrange(maxWaiting = 2) {
  const commits: { entries: readonly AuditEntry[]; end: (error?: Error) => void }[] = [];
  const lane = new EntryLane({
    maxWaiting,
    commit: (entries) =>
      new Promise((resolve, reject) => {
        commits.push({ entries, end: (error) => (error ? reject(error) : resolve()) });
      }),
  });
  return { lane, commits };
}
const turn = () => new Promise(setImmediate);

test('equal entries that wait together become one with a count', async () => {
  const { lane, commits } = arrange();
  const first = lane.record(entry('x'));
  const waiting = [lane.record(entry('y', 'b')), lane.record(entry('y', 'c')), lane.record(entry('z'))];
  commits[0]?.end();
  await first;
  await turn();
  assert.deepEqual(
    commits[1]?.entries.map(({ action, count }) => [action, count]),
    [
      ['y', 2],
      ['z', 1],
    ],
  );
  commits[1]?.end();
  await Promise.all(waiting);
});

test('a full lane refuses the call itself', async () => {
  const { lane, commits } = arrange(1);
  const first = lane.record(entry('x'));
  const second = lane.record(entry('y'));
  await assert.rejects(lane.record(entry('z')), { code: 'overloaded' });
  commits[0]?.end();
  await first;
  await turn();
  commits[1]?.end();
  await second;
});

test('an entry that arrives the moment the lane runs empty is committed', async () => {
  const { lane, commits } = arrange();
  const first = lane.record(entry('x'));
  const second = first.then(() => lane.record(entry('y')));
  commits[0]?.end();
  await first;
  await turn();
  assert.equal(commits.length, 2);
  commits[1]?.end();
  await second;
  assert.equal(lane.idle, true);
});

test('a failed commit refuses the calls it was for, and the lane goes on', async () => {
  const { lane, commits } = arrange();
  const first = lane.record(entry('x'));
  commits[0]?.end(new Error('no disk'));
  await assert.rejects(first, /no disk/);
  const second = lane.record(entry('x'));
  commits[1]?.end();
  await second;
});
