/** A token never may more than what it is issued with, whatever is asked for (TOK-02): for every parent, in every chain. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Scope, scopeNames, type Uuid, WardroomError } from '@wardroom/contract';
import fc from 'fast-check';
import type { Authority } from '../../kernel/authority/authority.ts';
import { isWithin, parsePrefix, tenantPath } from '../../kernel/tokens/index.ts';
import { standingOf } from '../../testing/standing.ts';
import { type Narrowed, narrow, type Wanted } from './narrow.ts';

const uuid = (n: number) => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}` as Uuid;
const tenantId = uuid(1);
const at = 1_800_000_000_000;
const scopes = fc.uniqueArray(fc.constantFrom(...(scopeNames as Scope[])), { minLength: 1, maxLength: 5 });
const wanted: fc.Arbitrary<Wanted> = fc.record({
  scopes,
  channelId: fc.constantFrom(null, uuid(10), uuid(11)),
  operation: fc.constantFrom(null, 'messages.send', 'messages.list'),
  once: fc.boolean(),
  expiresInMs: fc.option(fc.integer({ min: 30, max: 3_600 }).map((seconds) => seconds * 1000)),
  sessionBound: fc.boolean(),
});
const standing = standingOf('member');
const root: fc.Arbitrary<Authority> = fc.record({
  principalId: fc.constant(uuid(2)),
  actorType: fc.constantFrom('person' as const, 'bot' as const, 'agent' as const),
  roles: fc.constant(['member']),
  rights: fc.constant(standing.rights),
  book: fc.constant(standing.book),
  grantsInChannels: fc.constant(false),
  segmented: fc.constant(false),
  policiesVersion: fc.constant(0),
  method: fc.constant(null),
  scopes: fc.oneof(
    fc.constant('all' as const),
    scopes.map((some) => new Set(some)),
  ),
  allowedCidrs: fc.constant([]),
  credential: fc.constantFrom(
    { kind: 'session', id: uuid(3) } as const,
    { kind: 'key', id: uuid(4) } as const,
  ),
  expiresAt: fc.integer({ min: 1_500, max: 90 * 86_400_000 }).map((ms) => at + ms),
  authenticatedAt: fc.constant(null),
  token: fc.constant(null),
});

/** The authority of a token with these limits, as the pipeline would read it. */
function authorityOf(parent: Authority, made: Narrowed, id: Uuid): Authority {
  const { prefix } = made;
  return {
    ...parent,
    scopes: new Set(made.scopes),
    credential: { kind: 'token', id },
    expiresAt: made.expiresAt,
    token: {
      ...made,
      tokenId: id,
      tenantId,
      principalId: parent.principalId,
      clientId: made.clientId ?? 'wardroom',
      scopes: new Set(made.scopes),
      heldTo: prefix === null ? null : parsePrefix(prefix, tenantId),
      subjectEpoch: 0,
      tenantEpoch: 0,
    },
  };
}

function issue(parent: Authority, what: Wanted): Narrowed | null {
  try {
    return narrow(parent, what, tenantId, at);
  } catch (error) {
    assert.ok(error instanceof WardroomError, String(error));
    return null;
  }
}

function assertWithin(made: Narrowed, parent: Authority): void {
  const { token } = parent;
  for (const scope of made.scopes) assert.ok(parent.scopes === 'all' || parent.scopes.has(scope), scope);
  assert.ok(made.expiresAt <= parent.expiresAt && made.expiresAt <= made.issuedAt + 3_600_000);
  assert.ok(made.ancestors.length <= 2);
  assert.ok(made.prefix === null || isWithin(tenantPath(tenantId), made.prefix));
  if (token === null) {
    const { kind, id } = parent.credential;
    assert.equal(kind === 'session' ? made.sessionId : made.keyId, id);
    return;
  }
  assert.ok(token.prefix === null || (made.prefix !== null && isWithin(token.prefix, made.prefix)));
  assert.ok(token.operation === null || made.operation === token.operation);
  assert.ok(!token.once || made.once);
  assert.deepEqual([made.sessionId, made.keyId, made.orgId], [token.sessionId, token.keyId, token.orgId]);
  assert.deepEqual(made.ancestors, [...token.ancestors, token.tokenId]);
}

test('in chains of tokens, each is within each before it, and none is deeper than three', () => {
  let issued = 0;
  fc.assert(
    fc.property(root, fc.array(wanted, { minLength: 1, maxLength: 6 }), (session, steps) => {
      const line: Authority[] = [session];
      for (const step of steps) {
        const parent = line.at(-1) as Authority;
        const made = issue(parent, step);
        if (made === null) continue;
        issued += 1;
        assertWithin(made, parent);
        line.push(authorityOf(parent, made, uuid(100 + line.length)));
      }
      assert.ok(line.length <= 4);
      for (const [index, later] of line.entries())
        for (const earlier of line.slice(0, index)) {
          assert.ok(later.expiresAt <= earlier.expiresAt);
          assert.ok(
            earlier.scopes === 'all' || (later.scopes !== 'all' && later.scopes.isSubsetOf(earlier.scopes)),
          );
        }
    }),
    { numRuns: 2_000, seed: 1 },
  );
  assert.ok(issued > 1_000, 'hardly anything was issued');
});

test('what is refused is what would widen, and says which scopes are missing', () => {
  const session = { kind: 'session', id: uuid(3) } as const;
  const parent: Authority = {
    ...{ principalId: uuid(2), actorType: 'person', ...standing, allowedCidrs: [], token: null },
    authenticatedAt: null,
    ...{ scopes: new Set<Scope>(['messages:read']), credential: session, expiresAt: at + 60_000 },
  };
  const plain = { channelId: null, operation: null, once: false, expiresInMs: null, sessionBound: false };
  const ask = (what: Partial<Wanted>) =>
    narrow(parent, { ...plain, scopes: ['messages:read'], ...what }, tenantId, at);
  assert.throws(
    () => ask({ scopes: ['messages:read', 'audit:read'] }),
    (error) => {
      assert.ok(error instanceof WardroomError);
      assert.deepEqual([error.code, error.options.neededScopes], ['insufficient_scope', ['audit:read']]);
      return true;
    },
  );
  assert.throws(() => ask({ expiresInMs: 30_000 }), { code: 'invalid_input' });
  assert.equal(ask({ expiresInMs: 30_000, once: true }).expiresAt, at + 30_000);
  assert.equal(ask({ expiresInMs: 3_600_000 }).expiresAt, at + 60_000, 'no longer than its parent');
  const key: Authority = { ...parent, credential: { kind: 'key', id: uuid(4) } };
  assert.throws(
    () => narrow(key, { ...plain, scopes: ['messages:read'], sessionBound: true }, tenantId, at),
    {
      code: 'conflict',
    },
  );
});

test('a fourth in a line is refused, however little it asks for', () => {
  const little: Wanted = {
    ...{ scopes: ['messages:read'], channelId: null, operation: null },
    ...{ once: false, expiresInMs: null, sessionBound: false },
  };
  let parent: Authority = {
    ...{ principalId: uuid(2), actorType: 'person', ...standing, allowedCidrs: [], token: null },
    authenticatedAt: null,
    ...{ scopes: 'all', credential: { kind: 'session', id: uuid(3) }, expiresAt: at + 86_400_000 },
  };
  for (const depth of [1, 2, 3])
    parent = authorityOf(parent, narrow(parent, little, tenantId, at), uuid(100 + depth));
  assert.throws(() => narrow(parent, little, tenantId, at), { code: 'limit_reached' });
});
