/** Any level ends a token by itself, and none can undo what another has ended: for every combination. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeId, type Scope, type Uuid } from '@wardroom/contract';
import { builtInRoles } from '@wardroom/policy';
import fc from 'fast-check';
import { standingOf } from '../../testing/standing.ts';
import { deniableIds, type TokenFacts } from '../tokens/token.ts';
import type { Authority } from './authority.ts';
import { type Held, tokenAuthority } from './token-authority.ts';

const uuid = (n: number) => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}` as Uuid;
const at = 1_800_000_000_000;
const token: TokenFacts = {
  tokenId: uuid(1),
  tenantId: uuid(2),
  principalId: uuid(3),
  clientId: encodeId('credential', uuid(5)),
  keyId: uuid(5),
  sessionId: uuid(4),
  via: [],
  grantId: null,
  proofKey: null,
  actors: [],
  ancestors: [uuid(6), uuid(7)],
  scopes: new Set<Scope>(['messages:read', 'messages:write']),
  prefix: null,
  heldTo: null,
  operation: null,
  once: true,
  orgId: null,
  subjectEpoch: 3,
  tenantEpoch: 4,
  issuedAt: at - 60_000,
  expiresAt: at + 60_000,
};
const rootOf = (
  kind: 'session' | 'key',
  scopes: Authority['scopes'],
  cidrs: readonly string[],
): Authority => ({
  ...{
    principalId: token.principalId,
    actorType: 'bot',
    ...standingOf('agent'),
    scopes,
    allowedCidrs: cidrs,
  },
  authenticatedAt: kind === 'session' ? at - 20_000 : null,
  credential: { kind, id: kind === 'session' ? uuid(4) : uuid(5) },
  ...{ expiresAt: at + 30_000, token: null },
});
const living = () => ({
  token: { ...token },
  subject: {
    ...{ principal_id: token.principalId, kind: 'bot' as const, roles: ['agent'] },
    ...{
      status: 'active' as string,
      owner_status: 'active' as string | null,
      token_epoch: 3,
      tenant_epoch: 4,
    },
  } as Record<string, unknown> | null,
  worthless: new Set<Uuid>(),
  alive: new Map<Uuid, Authority>([
    [uuid(4), rootOf('session', 'all', [])],
    [uuid(5), rootOf('key', new Set<Scope>(['messages:read', 'people:read']), ['10.0.0.0/8'])],
  ]),
});
type World = ReturnType<typeof living>;
const judge = (world: World): Authority | undefined =>
  tokenAuthority(
    world.token,
    {
      standings: {
        subjects: new Map(world.subject === null ? [] : [[token.principalId, world.subject as never]]),
        worthless: world.worthless,
        clients: new Map(),
        grants: new Map(),
      },
      alive: world.alive,
      book: builtInRoles,
    } satisfies Held,
    at,
  );

/** Everything that ends a token. */
const levels: Readonly<Record<string, (world: World) => void>> = {
  'its subject is gone': (world) => Object.assign(world, { subject: null }),
  'its subject is suspended': (world) => Object.assign(world.subject ?? {}, { status: 'suspended' }),
  'who answers for its subject is suspended': (world) =>
    Object.assign(world.subject ?? {}, { owner_status: 'suspended' }),
  'the epoch of its subject went on': (world) => Object.assign(world.subject ?? {}, { token_epoch: 4 }),
  'the epoch of its subject went back': (world) => Object.assign(world.subject ?? {}, { token_epoch: 2 }),
  'the epoch of its tenant went on': (world) => Object.assign(world.subject ?? {}, { tenant_epoch: 5 }),
  'it is denied, or was used': (world) => world.worthless.add(uuid(1)),
  'the outermost token is denied': (world) => world.worthless.add(uuid(6)),
  'its parent token is denied': (world) => world.worthless.add(uuid(7)),
  'its session is denied': (world) => world.worthless.add(uuid(4)),
  'its key or client is denied': (world) => world.worthless.add(uuid(5)),
  'its session has ended': (world) => world.alive.delete(uuid(4)),
  'its key has ended': (world) => world.alive.delete(uuid(5)),
  'its session is a key': (world) => world.alive.set(uuid(4), { ...rootOf('key', 'all', []) }),
  'its session is somebody else’s': (world) =>
    world.alive.set(uuid(4), { ...rootOf('session', 'all', []), principalId: uuid(9) }),
  'it has expired': (world) => Object.assign(world.token, { expiresAt: at - 5_000 }),
};

test('alive, it may what its subject, its scopes and both of its roots allow', () => {
  const authority = judge(living());
  assert.deepEqual([...(authority?.scopes ?? [])], ['messages:read']);
  assert.deepEqual(authority?.allowedCidrs, ['10.0.0.0/8']);
  assert.equal(authority?.expiresAt, at + 30_000);
  assert.equal(authority?.authenticatedAt, at - 20_000, 'as recent as its session');
  assert.deepEqual(authority?.roles, ['agent']);
});

for (const [what, end] of Object.entries(levels)) {
  test(`worth nothing when ${what}`, () => {
    const world = living();
    end(world);
    assert.equal(judge(world), undefined);
  });
}

test('whatever else is so, one level is enough', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(levels), { minLength: 1 }), (ended) => {
      const world = living();
      for (const what of ended) levels[what]?.(world);
      assert.equal(judge(world), undefined);
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test('the denial of every id that it carries reaches it', () => {
  assert.deepEqual([...deniableIds(token)].sort(), [1, 4, 5, 6, 7].map(uuid));
});
