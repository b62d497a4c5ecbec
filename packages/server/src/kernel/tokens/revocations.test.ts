/** What is alive by memory, and what ends it there. Over PostgreSQL, two nodes, and a feed that can be stopped. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId, type TokenView, WardroomError } from '@wardroom/contract';
import { nodesOver } from '../../../test/tenants/nodes.ts';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { execute, type Kernel } from '../execute.ts';
import { createHeads, Feeds } from '../feed/index.ts';

let h: Harness;
let other: Kernel;
let feeds: Feeds;
let statements: string[] = [];
/** Heads can be kept from this node, as by a network that is cut. */
let isCut = false;
const errors: unknown[] = [];
before(async () => {
  h = await createHarness({
    observer: { before: async ({ statement }) => void statements.push(statement) },
    onCommitted: (tenantId, events) => feeds.onCommitted(tenantId, events),
  });
  other = nodesOver(h)();
  const heads = createHeads(h.poolOf('wardroom_directory', 1));
  const clock = h.parts.clock;
  feeds = new Feeds({
    database: h.kernel.database,
    heads: {
      ...heads,
      readEpoch: () => heads.readEpoch(),
      read: (ids) => (isCut ? Promise.reject(new Error('cut')) : heads.read(ids)),
    },
    clock,
    onError: (error) => errors.push(error),
  });
  await feeds.start();
  h.kernel.tokens.follow(feeds);
});
after(async () => {
  await feeds.close();
  await h.close();
});

interface Issued {
  readonly token: TokenView;
  readonly accessToken: string;
}
const issue = (who: Who, input = {}) =>
  h.succeed<Issued>(h.acme, who, 'tokens.issue', { scopes: ['workspace:read', 'tokens:write'], ...input });
const validate = async ({ accessToken }: Issued, address = '127.0.0.1'): Promise<string> => {
  try {
    await h.kernel.tokens.validate(accessToken, h.acme.tenant, address);
    return 'alive';
  } catch (error) {
    assert.ok(error instanceof WardroomError, String(error));
    return error.code;
  }
};
const onOther = async (who: Who, operation: string, input: unknown) => {
  const { answer } = await execute(other, {
    requestId: h.parts.ids.next(),
    edge: 'http',
    host: h.acme.host,
    ...{ operation, input, credential: h.acme.principals[who].identity, address: '127.0.0.1', device: '' },
  });
  assert.ok(answer.ok, operation);
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Milliseconds until the token is refused, by memory. */
async function refusedAfter(issued: Issued): Promise<number> {
  const began = performance.now();
  while ((await validate(issued)) === 'alive') {
    assert.ok(performance.now() - began < 60_000, 'alive after a minute');
    await pause(5);
  }
  return performance.now() - began;
}

test('a token that was confirmed costs no query', async () => {
  const issued = await issue('member');
  assert.equal(await validate(issued), 'alive');
  await pause(300);
  assert.equal(await validate(issued), 'alive');
  statements = [];
  for (let turn = 0; turn < 100; turn += 1) assert.equal(await validate(issued), 'alive');
  assert.deepEqual(
    statements.filter((name) => name.startsWith('authority.')),
    [],
  );
});

test('each end on another node is heard, and ends nobody else’s', async (context) => {
  const bystander = await issue('developer');
  assert.equal(await validate(bystander), 'alive');
  for (const [who, by, operation, inputOf] of [
    ['member', 'member', 'tokens.revoke', ({ token }: Issued) => ({ tokenId: token.id })],
    ['guest', 'owner', 'roles.assign', () => ({ principalId: h.acme.principals.guest.id, role: 'member' })],
    ['viewer', 'owner', 'principals.suspend', () => ({ principalId: h.acme.principals.viewer.id })],
    [
      'member2',
      'admin',
      'sessions.revoke',
      () => ({ sessionId: encodeId('session', h.acme.principals.member2.identity.id) }),
    ],
  ] as const) {
    const issued = await issue(who);
    assert.equal(await validate(issued), 'alive', operation);
    await onOther(by, operation, inputOf(issued));
    context.diagnostic(`${operation}: ${Math.round(await refusedAfter(issued))} ms`);
    assert.equal(await validate(bystander), 'alive', operation);
  }
  await onOther('admin', 'tokens.rotateSigningKey', { immediate: true });
  await refusedAfter(bystander);
});

test('a feed that cannot know what was committed proves nothing: PostgreSQL is asked', async () => {
  const issued = await issue('member');
  assert.equal(await validate(issued), 'alive');
  isCut = true;
  try {
    await pause(1_000);
    await onOther('member', 'tokens.revoke', { tokenId: issued.token.id });
    assert.equal(await validate(issued), 'unauthenticated');
    const another = await issue('member');
    statements = [];
    assert.equal(await validate(another), 'alive');
    assert.equal(await validate(another), 'alive');
    assert.equal(statements.filter((name) => name === 'authority.standings').length, 2);
  } finally {
    isCut = false;
  }
});

test('when PostgreSQL cannot be asked either, nothing is admitted', async () => {
  const issued = await issue('member');
  assert.equal(await validate(issued), 'alive');
  isCut = true;
  const { database } = h.kernel;
  const read = database.read.bind(database);
  try {
    await pause(1_000);
    database.read = async () => {
      throw new WardroomError('unavailable');
    };
    assert.equal(await validate(issued), 'unavailable');
  } finally {
    database.read = read;
    isCut = false;
  }
});

test('what works once is never remembered as alive', async () => {
  const issued = await issue('member', { once: true });
  assert.equal(await validate(issued), 'alive');
  const { answer } = await h.call(h.acme, { kind: 'token', secret: issued.accessToken }, 'tenants.show', {});
  assert.ok(answer.ok);
  assert.equal(await validate(issued), 'unauthenticated');
});

test('confirmed from one address, a token of a key that is held to networks is nothing from another', async () => {
  const { bot } = h.acme.principals;
  await h.admin.query(
    `update tenant.credentials set allowed_cidrs = '{127.0.0.0/8}', scopes = '{workspace:read,tokens:write}'
      where tenant_id = $1 and credential_id = $2`,
    [h.acme.tenant.id, bot.identity.id],
  );
  const issued = await issue('bot');
  assert.deepEqual(
    [await validate(issued), await validate(issued, '192.0.2.1'), await validate(issued)],
    ['alive', 'unauthenticated', 'alive'],
  );
});
