import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallError } from '../failure.ts';
import { withPatience } from './patience.ts';

/** A clock that only waiting moves. */
function patience() {
  const stopping = new AbortController();
  const waits: number[] = [];
  let at = 0;
  return {
    waits,
    stopping,
    rules: {
      now: () => at,
      wait: async (durationMs: number) => {
        waits.push(durationMs);
        at += durationMs;
      },
      signal: stopping.signal,
    },
  };
}

const failing = (code: CallError['code'], retryAfterSeconds: number | null = null) =>
  new CallError({ code, detail: 'not now', retryAfterSeconds });

test('what passes is tried again, later each time, and no earlier than the server asked', async () => {
  const { rules, waits } = patience();
  const errors = [
    failing('unreachable'),
    failing('overloaded'),
    failing('rate_limited', 7),
    failing('outcome_unknown'),
  ];
  const answer = await withPatience(rules, async () => {
    const error = errors.shift();
    if (error) throw error;
    return 'done';
  });
  assert.deepEqual([answer, waits], ['done', [200, 400, 7_000, 1_600]]);
});

test('a refusal is final at once', async () => {
  const { rules, waits } = patience();
  for (const code of [
    'forbidden',
    'unauthenticated',
    'invalid_input',
    'channel_archived',
    'internal',
  ] as const)
    await assert.rejects(
      withPatience(rules, async () => {
        throw failing(code);
      }),
      (error) => error instanceof CallError && error.code === code,
    );
  assert.deepEqual(waits, []);
});

test('after two minutes without an answer the last error is thrown', async () => {
  const { rules, waits } = patience();
  await assert.rejects(
    withPatience(rules, async () => {
      throw failing('unreachable');
    }),
    CallError,
  );
  const waited = waits.reduce((sum, durationMs) => sum + durationMs, 0);
  assert.ok(waited <= 120_000 && waited > 100_000 && Math.max(...waits) === 10_000);
});

test('somebody who stops is not kept waiting', async () => {
  const { rules, waits, stopping } = patience();
  await assert.rejects(
    withPatience(rules, async () => {
      stopping.abort();
      throw failing('unreachable');
    }),
    CallError,
  );
  assert.deepEqual(waits, []);
});
