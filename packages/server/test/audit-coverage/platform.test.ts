/**
 * Every operation of the platform, refused in every way there is and called once as it is meant: what each leaves in the
 * log of the platform is what its answer declares.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AnyOperation,
  auditTypes,
  type ErrorCode,
  type OperationName,
  operationNames,
  operations,
  platformRefusals,
} from '@wardroom/contract';
import { platformLog } from '../../src/kernel/audit/logs.ts';
import type { PresentedCredential } from '../../src/kernel/call.ts';
import { steppedSequencer } from '../../src/testing/audit/sequencer.ts';
import { createHarness, type Harness, randomId } from '../../src/testing/harness.ts';
import { createPlatformHarness, type PlatformHarness } from '../../src/testing/platform.ts';
import { sampleInput } from '../isolation/sample-input.ts';

interface Entry {
  readonly entry_id: string;
  readonly type: string;
  readonly store: string;
  readonly outcome: string;
  readonly action: string;
  readonly actor_type: string;
  readonly credential_id: string | null;
  readonly credential_kind: string | null;
}
type Code = ErrorCode | 'ok';

let harness: Harness;
let platform: PlatformHarness;
let operator: PresentedCredential;
const limits = { isEmpty: false };
const counted = new Map<string, number>();
const all = operationNames
  .map((name): AnyOperation => operations[name])
  .filter(({ realm }) => realm === 'platform');
const guarded = all.filter(({ permission }) => typeof permission === 'string');

before(async () => {
  harness = await createHarness({
    limiter: {
      take: () => ({
        ...{ allowed: !limits.isEmpty, limit: 10, remaining: 1, resetSeconds: 60 },
        retryAfterSeconds: limits.isEmpty ? 60 : 0,
      }),
    },
  });
  platform = createPlatformHarness(harness);
  operator = await platform.signedIn();
});
after(async () => {
  await harness.close();
  assert.deepEqual(platform.bugs, []);
});

const waiting = async (): Promise<Entry[]> => {
  const { rows } = await harness.admin.query<Entry>(
    `select entry_id, type, store, outcome, action, actor_type, credential_id, credential_kind
       from tenant.audit_outbox where tenant_id = $1 order by entry_id`,
    [platformLog],
  );
  return rows;
};

async function ask(
  operation: AnyOperation,
  credential: PresentedCredential,
  input: unknown = sampleInput(operation.input, (kind) => randomId(harness, kind)),
): Promise<{ readonly code: Code; readonly entries: readonly Entry[] }> {
  const known = new Set((await waiting()).map(({ entry_id }) => entry_id));
  const { answer } = await platform.call(operation.name as OperationName, input, credential);
  const entries = (await waiting()).filter(({ entry_id }) => !known.has(entry_id));
  const code = answer.ok ? 'ok' : answer.error.code;
  requireDeclared(operation, { code, entries, isNobody: credential.kind === 'none' });
  counted.set(code, (counted.get(code) ?? 0) + 1);
  return { code, entries };
}

function requireDeclared(
  { name, audit }: AnyOperation,
  { code, entries, isNobody }: { code: Code; entries: readonly Entry[]; isNobody: boolean },
): void {
  const about = `${name} ${code}: ${entries.map(({ type, outcome }) => `${type} ${outcome}`).join(', ') || 'nothing'}`;
  for (const entry of entries) {
    assert.equal(entry.store, auditTypes[entry.type as keyof typeof auditTypes].store, about);
    assert.equal(entry.action, name, about);
    assert.equal(entry.credential_id === null, entry.credential_kind === null, about);
  }
  if (code === 'ok') {
    const own = entries.filter(({ type }) => type === audit);
    assert.ok(typeof audit === 'string' ? own.length > 0 : entries.length === 0, about);
    assert.ok(
      entries.every(({ outcome, actor_type }) => outcome === 'success' && actor_type === 'operator'),
      about,
    );
    return;
  }
  const declared = platformRefusals[code];
  const isSilent = typeof declared !== 'string' || (code === 'unauthenticated' && isNobody);
  assert.deepEqual(
    entries.map(({ type, outcome }) => [type, outcome]),
    isSilent ? [] : [[declared, 'blocked']],
    about,
  );
}

test('nobody, and a secret that opens nothing', async () => {
  const made = { kind: 'session', secret: Buffer.alloc(32, 7).toString('base64url') } as const;
  for (const operation of guarded) {
    assert.equal((await ask(operation, { kind: 'none' })).code, 'unauthenticated');
    const { code, entries } = await ask(operation, made);
    assert.deepEqual([code, entries.length], ['unauthenticated', 1], operation.name);
  }
});

test('what is malformed, and whoever asks too often', async () => {
  for (const operation of all) {
    assert.equal((await ask(operation, operator, 'nothing that anybody asks for')).code, 'invalid_input');
    limits.isEmpty = true;
    const { code, entries } = await ask(operation, operator);
    limits.isEmpty = false;
    assert.deepEqual([code, entries.length], ['rate_limited', 1], operation.name);
  }
});

test('made-up ids, and what succeeds with made-up words', async () => {
  const last: readonly string[] = ['operators.signOut'];
  for (const operation of all.filter(({ name }) => !last.includes(name))) await ask(operation, operator);
  for (const name of last) await ask(operations[name as OperationName], operator);
  operator = await again();
});

/** Setting up is over: signs in. */
async function again(): Promise<PresentedCredential> {
  return platform.signedIn();
}

test('what is called as it is meant', async () => {
  const { drain, sequencer } = steppedSequencer(harness);
  await drain();
  await sequencer.stop();
  const slug = 'an-other';
  const owner = { handle: 'olga', displayName: 'Olga', password: 'a long enough passphrase 7' };
  for (const [name, input] of [
    ['directory.createTenant', { slug, name: 'Another', owner }],
    ['directory.endTokens', { all: true, reason: 'to be sure' }],
    ['directory.beginAuditExport', {}],
    ['directory.rotateAuditKey', { reason: 'to be sure' }],
    ['operators.issueKey', { description: 'for the command line' }],
    ['operators.signOut', {}],
  ] as const)
    assert.equal((await ask(operations[name], operator, input)).code, 'ok', name);
});

test('how much has been seen', (t) => {
  t.diagnostic(`${all.length} operations: ${[...counted].map(([code, n]) => `${code} ${n}`).join(', ')}`);
  assert.ok(all.length >= 20 && (counted.get('ok') ?? 0) >= 10);
});
