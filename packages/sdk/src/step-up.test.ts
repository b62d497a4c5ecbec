import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes } from '@wardroom/contract/errors';
import { createClient } from './client.ts';
import type { OnStepUp } from './step-up.ts';
import type { FetchInit, Surroundings } from './surroundings.ts';

const refusal = {
  ...errorCodes.step_up_required,
  type: '',
  code: 'step_up_required',
  requestId: 'r1',
  maxAgeSeconds: 900,
};
const origin = 'http://acme.localhost';
const assign = ['roles.assign', { principalId: 'p', role: 'member' }] as never as [
  'roles.list',
  Record<string, never>,
];

/** A server that refuses until `isRecent`; what it was asked is kept. */
function arrange(onStepUp: OnStepUp | undefined) {
  const server = { isRecent: false, bodies: [] as string[], held: null as Promise<void> | null };
  const surroundings: Surroundings = {
    async fetch(_url, { body }: FetchInit) {
      server.bodies.push(String(body));
      const ok = server.isRecent;
      await server.held;
      return {
        ok,
        status: ok ? 200 : 401,
        headers: { get: () => null },
        text: () => Promise.resolve(JSON.stringify(ok ? { done: true } : refusal)),
      };
    },
    openSocket: () => assert.fail('no socket'),
    random: () => 0,
    newClientKey: () => `key-${server.bodies.length}`,
    schedule: () => () => undefined,
  };
  const client = createClient({ origin, ...(onStepUp ? { onStepUp } : {}) }, surroundings);
  return { server, client };
}

test('whoever proves who they are goes on: the same call, also one that is never repeated, once', async () => {
  const asked: unknown[] = [];
  const { server, client } = arrange((challenge) => {
    asked.push(challenge);
    server.isRecent = true;
    return Promise.resolve(true);
  });
  assert.deepEqual(await client.call(...assign), { done: true });
  assert.deepEqual(asked, [{ maxAgeSeconds: 900 }]);
  assert.equal(server.bodies.length, 2);
  assert.equal(server.bodies[0], server.bodies[1]);
});

test('a repeated message carries the client key of the first', async () => {
  const { server, client } = arrange(() => {
    server.isRecent = true;
    return Promise.resolve(true);
  });
  await client.call('messages.send', { channelId: 'c', body: 'hello' } as never);
  assert.equal(server.bodies[0], server.bodies[1]);
  assert.match(server.bodies[0] ?? '', /"clientKey":"key-0"/);
});

test('who cancels, or is not there to be asked, is refused; who is refused again is not asked again', async () => {
  for (const [onStepUp, calls] of [
    [undefined, 1],
    [() => Promise.resolve(false), 1],
    [() => Promise.resolve(true), 2],
  ] as const) {
    const { server, client } = arrange(onStepUp);
    await assert.rejects(client.call(...assign), { code: 'step_up_required', maxAgeSeconds: 900 });
    assert.equal(server.bodies.length, calls);
  }
});

test('calls that are refused together ask once; all of them go on', async () => {
  let asked = 0;
  const { server, client } = arrange(async () => {
    asked += 1;
    await new Promise((resolve) => setImmediate(resolve));
    server.isRecent = true;
    return true;
  });
  await Promise.all([client.call(...assign), client.call(...assign), client.call(...assign)]);
  assert.deepEqual([asked, server.bodies.length], [1, 6]);
  server.isRecent = false;
  await client.call(...assign);
  assert.equal(asked, 2, 'the next time is asked anew');
});

test('a refusal that left before the proof and arrives after it asks nobody', async () => {
  let asked = 0;
  const { server, client } = arrange(() => {
    asked += 1;
    server.isRecent = true;
    return Promise.resolve(true);
  });
  let release = () => {};
  server.held = new Promise((resolve) => {
    release = resolve;
  });
  const late = client.call(...assign);
  server.held = null;
  await client.call(...assign);
  release();
  assert.deepEqual(await late, { done: true });
  assert.equal(asked, 1);
});
