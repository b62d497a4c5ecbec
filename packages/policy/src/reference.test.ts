/** Bits against words: what decides agrees with a plain evaluator of the same rules, case by case. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Permission, permissions, roleNames, type Scope, scopeNames } from '@wardroom/contract';
import fc from 'fast-check';
import { type ChannelResource, decide, type Resource, type Subject, scopeCovers } from './decide.ts';
import { Rights } from './rights.ts';
import { channelGrant, RoleBook, rolePermissions } from './roles.ts';
import {
  decidePlainly,
  type PlainResource,
  type PlainSubject,
  reachesPlainly,
  rules,
} from './testing/reference.ts';

const runs = process.env['WARDROOM_SOAK'] ? 1_000_000 : 20_000;
const all = Object.keys(permissions) as Permission[];
const me = 'me';
const someone = fc.constantFrom(me, 'somebody', 'somebody-else');
const membership = fc.constantFrom('manager' as const, 'member' as const, null);
/** Few or many: both ends are where sets go wrong. */
const names = fc.oneof(fc.subarray(all, { maxLength: 6 }), fc.subarray(all));
const visibility = fc.constantFrom('public' as const, 'private' as const, 'hidden' as const);
const mentionableBy = fc.constantFrom(
  'everyone' as const,
  'members' as const,
  'managers' as const,
  'nobody' as const,
);
const channelKind = fc.constantFrom(
  'public' as const,
  'private' as const,
  'direct' as const,
  'deleted' as const,
);

interface Case {
  readonly resource: Resource;
  readonly plain: PlainResource;
}
const nothing: ReadonlySet<string> = new Set();
const plainly = (
  resource: Resource,
  others: readonly string[] = [],
  granted: readonly string[] = [],
): Case => ({
  resource,
  plain: {
    resource,
    othersRights: others.length === 0 ? nothing : new Set(others),
    granted: new Set([...channelGrant(granted)]),
  },
});
const channelOf = (
  kind: ChannelResource['channelKind'],
  own: ChannelResource['membership'],
  granted: readonly string[],
) => ({ kind: 'Channel', channelKind: kind, membership: own, granted: channelGrant(granted) }) as const;

const cases: fc.Arbitrary<Case> = fc.oneof(
  fc.constant(plainly({ kind: 'Tenant' })),
  fc
    .tuple(channelKind, membership, names)
    .map(([kind, own, granted]) => plainly(channelOf(kind, own, granted), [], granted)),
  fc
    .tuple(channelKind, membership, names, someone)
    .map(([kind, own, granted, authorId]) =>
      plainly({ kind: 'Message', authorId, channel: channelOf(kind, own, granted) }, [], granted),
    ),
  fc
    .tuple(someone, names, fc.option(someone), fc.boolean())
    .map(([principalId, held, ownerId, visible]) =>
      plainly({ kind: 'Principal', principalId, rights: Rights.of(held), ownerId, visible }, held),
    ),
  fc
    .tuple(fc.constantFrom('Session' as const, 'Token' as const), someone, names)
    .map(([kind, principalId, held]) => plainly({ kind, principalId, rights: Rights.of(held) }, held)),
  fc
    .tuple(fc.constantFrom('Credential' as const, 'Client' as const), fc.option(someone))
    .map(([kind, ownerId]) => plainly({ kind, ownerId })),
  names.map((held) => plainly({ kind: 'Invitation', rights: Rights.of(held) }, held)),
  fc
    .tuple(visibility, mentionableBy, membership)
    .map(([seen, mentioned, own]) =>
      plainly({ kind: 'Group', visibility: seen, mentionableBy: mentioned, membership: own }),
    ),
);

const scopes = fc.option(fc.subarray([...scopeNames]), { freq: 2 });
const subjects = fc
  .record({
    builtIn: fc.subarray([...roleNames], { maxLength: 2 }),
    custom: fc.array(names, { maxLength: 3 }),
    ceilings: fc.array(scopes, { maxLength: 3 }),
  })
  .map(({ builtIn, custom, ceilings }) => {
    const book = new RoleBook(custom.map((permissions, index) => ({ id: `r${index}`, permissions })));
    const real = ceilings.filter((ceiling) => ceiling !== null).map((ceiling) => new Set<Scope>(ceiling));
    const subject: Subject = {
      principalId: me,
      rights: book.rightsOf([...builtIn, ...custom.map((_, index) => `r${index}`)]),
      scopes: real.reduce<Subject['scopes']>(
        (sum, ceiling) => (sum === 'all' ? ceiling : sum.intersection(ceiling)),
        'all',
      ),
    };
    const plain: PlainSubject = {
      principalId: me,
      roles: [
        ...builtIn.map((role) => new Set<string>(rolePermissions[role])),
        ...custom.map((held) => new Set<string>(held)),
      ],
      ceilings: real,
    };
    return { subject, plain };
  });

test('property: bits and words agree on what is allowed, what is visible and what a scope reaches', () => {
  const seen = { allowed: 0, denied: 0 };
  fc.assert(
    fc.property(
      subjects,
      fc.constantFrom(...all),
      cases,
      fc.constantFrom(...scopeNames),
      (who, permission, one, scope) => {
        const { allowed, visible, reason } = decide(who.subject, permission, one.resource);
        assert.deepEqual({ allowed, visible }, decidePlainly(who.plain, permission, one.plain), reason);
        assert.equal(scopeCovers(who.subject, scope), reachesPlainly(who.plain, scope));
        seen[allowed ? 'allowed' : 'denied'] += 1;
      },
    ),
    { numRuns: runs, seed: 5 },
  );
  assert.ok(seen.allowed > runs / 50 && seen.denied > runs / 50, JSON.stringify(seen));
});

test('property: the same question has the same answer, and an answer is within every factor', () => {
  fc.assert(
    fc.property(
      subjects,
      fc.constantFrom(...all),
      cases,
      fc.constantFrom(...scopeNames),
      (who, permission, one, scope) => {
        const first = decide(who.subject, permission, one.resource);
        assert.deepEqual(decide(who.subject, permission, one.resource), first);
        const isEffective = first.allowed && scopeCovers(who.subject, scope);
        if (!isEffective) return;
        // Role, or what a channel gives to its members.
        assert.ok(who.plain.roles.some((role) => role.has(permission)) || one.plain.granted.has(permission));
        for (const ceiling of who.plain.ceilings) assert.ok(ceiling.has(scope));
        assert.ok(first.visible);
      },
    ),
    { numRuns: Math.ceil(runs / 4), seed: 6 },
  );
});

test('property: whoever holds more may do no less, and sees no less', () => {
  fc.assert(
    fc.property(names, names, fc.constantFrom(...all), cases, (some, more, permission, one) => {
      const as = (held: readonly Permission[]) =>
        decide({ principalId: me, rights: Rights.of(held), scopes: 'all' }, permission, one.resource);
      const [less, full] = [as(some), as([...some, ...more])];
      assert.ok(!less.allowed || full.allowed);
      assert.ok(!less.visible || full.visible);
    }),
    { numRuns: Math.ceil(runs / 4), seed: 7 },
  );
});

test('every rule names permissions that exist, and every permission of a kind has a rule', () => {
  for (const { allowed } of Object.values(rules))
    for (const name of Object.keys(allowed)) assert.ok(name === '*' || name in permissions, name);
});
