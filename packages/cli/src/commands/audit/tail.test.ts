import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../connection/connection.ts';
import { CallError } from '../../failure.ts';
import { follow } from './tail.ts';

/** A log of numbers, of which the server gives two at a time, and is away for every third call. */
function sometimesAway(size: number) {
  let calls = 0;
  const asked: unknown[] = [];
  const call = async (_name: string, input: { after?: number }) => {
    calls += 1;
    if (calls % 3 === 0) throw new CallError({ code: 'unreachable', detail: 'The server did not answer.' });
    asked.push(input.after);
    if (input.after === undefined) return { entries: [], next: 0, isCaughtUp: true };
    const next = Math.min(size, input.after + 2);
    const entries = Array.from({ length: next - input.after }, (_, n) => ({
      id: `${(input.after ?? 0) + n}`,
    }));
    return { entries, next, isCaughtUp: next === size };
  };
  return { call: call as unknown as Call, asked };
}

test('what the log got while the server was away is printed when it is back, once and in order', async () => {
  const { call } = sometimesAway(9);
  const stopping = new AbortController();
  const printed: string[] = [];
  const waits: number[] = [];
  await follow({
    connection: { call },
    filters: {},
    print: ({ id }) => printed.push(id),
    note: () => {},
    signal: stopping.signal,
    wait: async (ms) => {
      waits.push(ms);
      if (printed.length === 9) stopping.abort();
    },
  });
  assert.deepEqual(printed, ['0', '1', '2', '3', '4', '5', '6', '7', '8']);
  assert.ok(waits.every((ms) => ms >= 1_000 && ms <= 30_000));
});

test('a refusal ends it', async () => {
  const call = (() => {
    throw new CallError({ code: 'forbidden', detail: 'This is not permitted.' });
  }) as unknown as Call;
  const never = {
    print: () => {},
    note: () => {},
    wait: async () => {},
    signal: new AbortController().signal,
  };
  await assert.rejects(follow({ connection: { call }, filters: {}, ...never }), { code: 'forbidden' });
});
