import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes } from '@wardroom/contract/errors';
import { createClient } from './client.ts';
import { WardroomApiError } from './error.ts';
import type { FetchInit, Surroundings } from './surroundings.ts';

const challenge = {
  kind: 'proof-of-work',
  algorithm: 'sha-256',
  bits: 4,
  seed: 'seed',
  expiresAt: 1,
} as const;
const refusal = { ...errorCodes.rate_limited, type: '', code: 'rate_limited', requestId: 'r1', challenge };

/** A server that wants `solution` before it answers. */
function arrange(solution: string) {
  const asked: (string | undefined)[] = [];
  const answer = (status: number, body: unknown) => ({
    ok: status === 200,
    status,
    headers: { get: () => '60' },
    text: () => Promise.resolve(JSON.stringify(body)),
  });
  const surroundings: Surroundings = {
    fetch(_url, { headers }: FetchInit) {
      asked.push(headers['wardroom-challenge']);
      return Promise.resolve(
        headers['wardroom-challenge'] === solution ? answer(200, { ok: true }) : answer(429, refusal),
      );
    },
    openSocket: () => assert.fail('no socket'),
    random: () => 0,
    newClientKey: () => 'client-key',
    schedule: () => () => undefined,
  };
  return { asked, surroundings };
}
const signIn = { name: 'ann', password: 'not this one' };
const origin = 'http://acme.localhost';

test('a challenge is solved and the same call repeated once, with the solution', async () => {
  const { asked, surroundings } = arrange('seed.7');
  const client = createClient(
    { origin, solveChallenge: ({ seed }) => Promise.resolve(`${seed}.7`) },
    surroundings,
  );
  await client.call('sessions.create', signIn);
  assert.deepEqual(asked, [undefined, 'seed.7']);
});

test('whoever is refused again, or solves nothing, waits', async () => {
  for (const solveChallenge of [() => Promise.resolve('seed.8'), () => Promise.resolve(null), undefined]) {
    const { asked, surroundings } = arrange('seed.7');
    const options = solveChallenge === undefined ? { origin } : { origin, solveChallenge };
    await assert.rejects(createClient(options, surroundings).call('sessions.create', signIn), (error) => {
      assert.ok(error instanceof WardroomApiError);
      assert.deepEqual([error.code, error.retryAfterSeconds], ['rate_limited', 60]);
      return true;
    });
    assert.ok(asked.length <= 2, String(asked));
  }
});
