/** The challenge of RFC 9470 over HTTP: for tokens and for sessions alike, and what follows when it is met. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execute } from '../../kernel/execute.ts';
import { stepUpMaxAgeMs } from '../../kernel/step-up.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';

let harness: Harness;
let edge: Rehearsal;
let accessToken: string;
before(async () => {
  harness = await createHarness();
  const { kernel } = harness;
  edge = await rehearse({
    executeTenant: (call) => execute(kernel, call),
    resolveHost: (host) => kernel.directory.resolveHost(host),
    publishedKeys: ({ id }) => kernel.tokens.published(id),
  });
  ({ accessToken } = await harness.succeed<{ accessToken: string }>(harness.acme, 'owner', 'tokens.issue', {
    scopes: ['channels:write', 'channels:read'],
  }));
  await proved(stepUpMaxAgeMs + 1_000);
});
after(async () => {
  await edge.close();
  await harness.close();
  assert.deepEqual(harness.bugs, []);
});

const proved = (agoMs: number) =>
  harness.admin.query('update tenant.sessions set authenticated_at = $2 where session_id = $1', [
    harness.acme.principals.owner.identity.id,
    new Date(Date.now() - agoMs),
  ]);
const headersOf = (kind: 'session' | 'token'): Record<string, string> =>
  kind === 'token'
    ? { authorization: `Bearer ${accessToken}` }
    : { cookie: `__Host-wardroom=${harness.acme.principals.owner.secret}` };
const call = (kind: 'session' | 'token', name: string, input: object) =>
  edge.ask({
    path: `/v1/${name}`,
    host: `acme.localhost:${edge.port}`,
    body: JSON.stringify(input),
    headers: headersOf(kind),
  });

for (const kind of ['session', 'token'] as const) {
  test(`a stale ${kind} is challenged as RFC 9470 has it, each time, and works for everything else`, async () => {
    for (const _again of [1, 2]) {
      const { status, headers, text } = await call(kind, 'channels.delete', {
        channelId: randomId(harness, 'channel'),
      });
      assert.equal(status, 401);
      const challenge = String(headers['www-authenticate']);
      assert.match(challenge, /^Bearer realm="wardroom"/);
      assert.match(challenge, /, error="insufficient_user_authentication"/);
      assert.match(challenge, /, error_description="[^"\\]+"/);
      assert.match(challenge, /, max_age=900$/);
      assert.ok(!challenge.includes('invalid_token'));
      const { code, maxAgeSeconds } = JSON.parse(text);
      assert.deepEqual([code, maxAgeSeconds], ['step_up_required', 900]);
      assert.equal((await call(kind, 'channels.list', {})).status, 200);
    }
  });
}

test('met by its person, it is met for the tokens of that session, too', async () => {
  await proved(0);
  for (const kind of ['session', 'token'] as const) {
    const { status } = await call(kind, 'channels.delete', { channelId: randomId(harness, 'channel') });
    assert.equal(status, 404, kind);
  }
});
