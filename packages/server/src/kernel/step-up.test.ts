/** The decision by itself, for every combination of what it looks at; and inside a batch, where no operation of today is sensitive. */
import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import { type AnyOperation, operations, type Uuid, WardroomError } from '@wardroom/contract';
import fc from 'fast-check';
import { createHarness, type Harness } from '../testing/harness.ts';
import { workspace } from './authorise.ts';
import type { Authority } from './authority/worth.ts';
import { implementBatched } from './implementation.ts';
import { requireRecent, stepUpMaxAgeMs } from './step-up.ts';

const at = 1_800_000_000_000;
const id = '0197a000-0000-7000-8000-000000000001' as Uuid;
const operationOf = (sensitivity: AnyOperation['sensitivity']): AnyOperation => ({
  ...operations['roles.assign'],
  sensitivity,
});

interface Facts {
  readonly actorType: string;
  readonly kind: 'session' | 'key' | 'token';
  readonly authenticatedAt: number | null;
  readonly sessionId: Uuid | null;
  readonly grantId: Uuid | null;
}
const authorityOf = ({ actorType, kind, authenticatedAt, sessionId, grantId }: Facts): Authority =>
  ({
    ...{ actorType, authenticatedAt, credential: { kind, id } },
    token: kind === 'token' ? { sessionId, grantId } : null,
  }) as unknown as Authority;

function codeOf(facts: Facts, sensitivity: AnyOperation['sensitivity']): string {
  try {
    requireRecent(authorityOf(facts), operationOf(sensitivity), at);
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof WardroomError);
    assert.equal(error.options.maxAgeSeconds, stepUpMaxAgeMs / 1000);
    return error.code;
  }
}

const programs = ['bot', 'service', 'agent'];
const anybody = fc.record({
  actorType: fc.constantFrom('person', ...programs, 'system', 'anonymous', 'something new'),
  kind: fc.constantFrom('session' as const, 'key' as const, 'token' as const),
  authenticatedAt: fc.option(fc.integer({ min: at - 2 * stepUpMaxAgeMs, max: at + stepUpMaxAgeMs })),
  sessionId: fc.constantFrom(null, id),
  grantId: fc.constantFrom(null, id),
});

test('property: what is normal never asks, whoever calls', () => {
  fc.assert(
    fc.property(anybody, (facts) => assert.equal(codeOf(facts, 'normal'), 'ok')),
    { numRuns: 2_000, seed: 1 },
  );
});

test('property: what is sensitive needs a recent proof, or a program by its own right', () => {
  fc.assert(
    fc.property(
      anybody,
      fc.constantFrom('sensitive' as const, 'break-glass' as const),
      (facts, sensitivity) => {
        const { actorType, kind, authenticatedAt: when, sessionId, grantId } = facts;
        const isRecent = when !== null && when >= at - 900_000 && when <= at + 60_000;
        const isOwnRight =
          programs.includes(actorType) &&
          (kind === 'key' || (kind === 'token' && sessionId === null && grantId === null));
        assert.equal(codeOf(facts, sensitivity), isRecent || isOwnRight ? 'ok' : 'step_up_required');
      },
    ),
    { numRuns: 5_000, seed: 1 },
  );
});

test('fifteen minutes, to the millisecond', () => {
  const facts = { actorType: 'person', kind: 'session', sessionId: null, grantId: null } as const;
  assert.equal(stepUpMaxAgeMs, 900_000);
  for (const [authenticatedAt, code] of [
    [at - 900_000, 'ok'],
    [at - 900_001, 'step_up_required'],
    [at + 60_000, 'ok'],
    [at + 60_001, 'step_up_required'],
    [null, 'step_up_required'],
  ] as const)
    assert.equal(codeOf({ ...facts, authenticatedAt }, 'sensitive'), code);
});

describe('in a batch', () => {
  let harness: Harness;
  before(async () => {
    harness = await createHarness({
      implementations: () => [
        {
          ...implementBatched('messages.send', {
            prepare: async () => null,
            readFacts: async () => null,
            runBatch: async (_tx, items) =>
              items.map(({ context }) => {
                context.authorise('workspace.read', workspace);
                return { ok: true, result: null };
              }),
            present: async () => ({}) as never,
          }),
          operation: { ...operations['messages.send'], sensitivity: 'sensitive' },
        },
      ],
    });
  });
  after(() => harness.close());

  it('those who have not proved it are refused one by one, their neighbours are not', async () => {
    const { acme } = harness;
    await harness.admin.query('update tenant.sessions set authenticated_at = $2 where principal_id = $1', [
      acme.principals.member.uuid,
      new Date(Date.now() - stepUpMaxAgeMs - 1_000),
    ]);
    const callers = ['owner', 'member', 'admin', 'member', 'bot'] as const;
    const codes = await Promise.all(
      callers.map(async (who, n) => {
        const input = { channelId: acme.general.id, body: 'x', clientKey: `client-key-${n}` };
        const { answer } = await harness.call(acme, who, 'messages.send', input);
        return answer.ok ? 'ok' : answer.error.code;
      }),
    );
    assert.deepEqual(codes, ['ok', 'step_up_required', 'ok', 'step_up_required', 'ok']);
  });
});
