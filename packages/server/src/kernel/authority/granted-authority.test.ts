/** Tokens of clients: grant and each client they came through are levels like all others, and ceilings besides. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeId, type Scope, type Uuid } from '@wardroom/contract';
import { builtInRoles } from '@wardroom/policy';
import fc from 'fast-check';
import type { TokenFacts } from '../tokens/token.ts';
import type { Authority } from './authority.ts';
import type { ClientRow, GrantRow, StandingRow } from './store.ts';
import { tokenAuthority } from './token-authority.ts';

const uuid = (n: number) => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}` as Uuid;
const at = 1_800_000_000_000;
const [subject, firstClient, lastClient, grant, service] = [3, 10, 11, 12, 13].map(uuid) as [
  ...[Uuid, Uuid, Uuid, Uuid, Uuid],
];
type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** Granted by a person to one client, which handed it to another. */
function living() {
  const token: Changeable<TokenFacts> = {
    ...{
      tokenId: uuid(1),
      tenantId: uuid(2),
      principalId: subject,
      clientId: encodeId('client', lastClient),
    },
    ...{ via: [encodeId('client', firstClient)], keyId: null, sessionId: null, grantId: grant },
    ...{ proofKey: 'a key', actors: [service], ancestors: [uuid(6)], orgId: null, once: false },
    ...{ scopes: new Set<Scope>(['messages:read', 'messages:write', 'channels:read', 'people:read']) },
    ...{ prefix: null, heldTo: null, operation: null, subjectEpoch: 0, tenantEpoch: 0 },
    ...{ issuedAt: at - 60_000, expiresAt: at + 60_000 },
  };
  const standing = {
    ...{ principal_id: subject, kind: 'person', roles: ['member'], status: 'active', owner_status: null },
    ...{ token_epoch: 0, tenant_epoch: 0 },
  } as unknown as StandingRow;
  const client = (client_id: Uuid, principal_id: Uuid | null, scopes: Scope[]) =>
    ({
      client_id,
      principal_id,
      status: 'active',
      scopes,
      requires_proof: false,
      principal_status: principal_id && 'active',
      owner_status: principal_id && 'active',
    }) as unknown as Changeable<ClientRow>;
  return {
    token,
    worthless: new Set<Uuid>(),
    subjects: new Map([[subject, standing]]),
    clients: new Map([
      [firstClient, client(firstClient, null, ['messages:read', 'messages:write', 'channels:read'])],
      [lastClient, client(lastClient, service, ['messages:read', 'messages:write', 'people:read'])],
    ]),
    grants: new Map([
      [
        grant,
        {
          ...{ grant_id: grant, principal_id: subject, client_id: firstClient, revoked_at: null },
          ...{ expires_at: at + 30_000, scopes: ['messages:read', 'channels:read', 'people:read'] },
        } as unknown as Changeable<GrantRow>,
      ],
    ]),
  };
}
type World = ReturnType<typeof living>;
const judge = ({ token, ...standings }: World): Authority | undefined =>
  tokenAuthority(token, { standings, alive: new Map(), book: builtInRoles }, at);
const set = (row: object | undefined, fields: object) => Object.assign(row ?? {}, fields);

const levels: Readonly<Record<string, (world: World) => unknown>> = {
  'its grant was revoked': ({ grants }) => set(grants.get(grant), { revoked_at: at - 1 }),
  'its grant is gone': ({ grants }) => grants.delete(grant),
  'its grant has expired': ({ grants }) => set(grants.get(grant), { expires_at: at }),
  'its grant is somebody else’s': ({ grants }) => set(grants.get(grant), { principal_id: service }),
  'its grant is another client’s': ({ grants }) => set(grants.get(grant), { client_id: lastClient }),
  'its grant is denied': ({ worthless }) => worthless.add(grant),
  'its client was revoked': ({ clients }) => set(clients.get(lastClient), { status: 'revoked' }),
  'its client waits again': ({ clients }) => set(clients.get(lastClient), { status: 'waiting' }),
  'its client is gone': ({ clients }) => clients.delete(lastClient),
  'its client is denied': ({ worthless }) => worthless.add(lastClient),
  'its first client was revoked': ({ clients }) => set(clients.get(firstClient), { status: 'revoked' }),
  'its first client is gone': ({ clients }) => clients.delete(firstClient),
  'its first client is denied': ({ worthless }) => worthless.add(firstClient),
  'whose client it is, is suspended': ({ clients }) =>
    set(clients.get(lastClient), { principal_status: 'suspended' }),
  'who answers for that one is suspended': ({ clients }) =>
    set(clients.get(lastClient), { owner_status: 'suspended' }),
  'its parent is denied': ({ worthless }) => worthless.add(uuid(6)),
  'a client asks for proofs and it is bound to none': ({ token, clients }) => {
    set(clients.get(firstClient), { requires_proof: true });
    token.proofKey = null;
  },
  'its subject is suspended': ({ subjects }) => set(subjects.get(subject), { status: 'suspended' }),
  'it has expired': ({ token }) => set(token, { expiresAt: at - 5_000 }),
};

test('alive, it carries what token, grant and each client leave, until the grant ends', () => {
  const authority = judge(living());
  assert.deepEqual([...(authority?.scopes ?? [])], ['messages:read']);
  assert.equal(authority?.expiresAt, at + 30_000);
  assert.equal(authority?.authenticatedAt, null, 'no session, no recent proof');
});

for (const [what, end] of Object.entries(levels))
  test(`worth nothing when ${what}`, () => {
    const world = living();
    end(world);
    assert.equal(judge(world), undefined);
  });

test('property: any level rejects, whatever the others say', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(levels), { minLength: 1 }), (ended) => {
      const world = living();
      for (const what of ended) levels[what]?.(world);
      assert.equal(judge(world), undefined);
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test('without a grant it is its client’s own principal, or nobody', () => {
  for (const [principalId, isAlive] of [
    [service, true],
    [subject, false],
  ] as const) {
    const world = living();
    Object.assign(world.token, { grantId: null, via: [], ancestors: [], principalId });
    world.subjects.set(principalId, {
      ...world.subjects.get(subject),
      principal_id: principalId,
    } as StandingRow);
    assert.equal(judge(world) !== undefined, isAlive);
  }
});

test('a client without a principal is no root: a token of nobody’s is worth nothing', () => {
  const world = living();
  Object.assign(world.token, { grantId: null, via: [], clientId: encodeId('client', firstClient) });
  assert.equal(judge(world), undefined);
});
