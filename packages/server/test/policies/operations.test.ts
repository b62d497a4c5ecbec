/**
 * Policies stand before every operation of a tenant: with one that forbids everything, whoever may do something by their
 * roles is refused, whatever it is, and nothing is missing to ask. An operation added tomorrow is tried, too.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, type IdKind, operationNames, operations } from '@wardroom/contract';
import type { PresentedCredential } from '../../src/kernel/call.ts';
import { type BreakGlassRig, createBreakGlassRig } from '../../src/testing/break-glass-rig.ts';
import { randomId } from '../../src/testing/harness.ts';
import { savePolicies, setOf } from '../../src/testing/policies.ts';
import { sampleInput } from '../isolation/sample-input.ts';

const tried: readonly AnyOperation[] = operationNames
  .map((name): AnyOperation => operations[name])
  .filter(({ realm, permission }) => realm === 'tenant' && typeof permission === 'string');

let rig: BreakGlassRig;
let glass: PresentedCredential;
let everything = 0;
before(async () => {
  rig = await createBreakGlassRig();
  const { h } = rig;
  await h.succeed(h.acme, 'owner', 'messages.send', {
    ...{ channelId: h.acme.general.id, body: 'first', clientKey: 'policies-1' },
  });
  everything = await savePolicies(h, h.acme, setOf(['forbid(principal, action, resource);']));
  glass = (await rig.enter({ role: 'owner' })).credential;
});
after(() => rig.close());

const activate = async (version: number | null) => {
  const { h } = rig;
  const { answer } = await h.call(h.acme, glass, 'policies.show', {});
  assert.ok(answer.ok, JSON.stringify(answer));
  const { revision } = (answer.output as { state: { revision: number } }).state;
  const input = { version, mode: 'enforce', revision, reason: 'a test' };
  assert.equal(await rig.codeOf(glass, 'policies.activate', input), 'ok');
};

/** Ids of what exists, where there is some. */
function idOf(kind: IdKind): string {
  const { h } = rig;
  if (kind === 'channel') return h.acme.general.id;
  if (kind === 'principal') return h.acme.principals.member.id;
  return randomId(h, kind);
}
/** What is asked for each channel by itself leaves a list without one. */
const showsNothing = (output: unknown): boolean => !/(chn|msg|prn)_/.test(JSON.stringify(output));
/** Refused before anything is decided: what was sent is wrong in itself. */
const beside = new Set(['invalid_input', 'invalid_cursor']);

test('a policy that forbids everything refuses every operation, by one of two words', async () => {
  await activate(everything);
  const { h } = rig;
  for (const operation of tried) {
    const { answer } = await h.call(
      h.acme,
      'owner',
      operation.name as never,
      sampleInput(operation.input, idOf),
    );
    const code = answer.ok ? 'ok' : answer.error.code;
    if (answer.ok)
      assert.ok(showsNothing(answer.output), `${operation.name}: ${JSON.stringify(answer.output)}`);
    else
      assert.ok(['forbidden', 'not_found'].includes(code) || beside.has(code), `${operation.name}: ${code}`);
  }
  assert.deepEqual(h.bugs, []);
});

test('whoever has broken the glass is let through to policies, and to nothing else', async () => {
  const { h } = rig;
  for (const operation of tried) {
    if (operation.name.startsWith('breakGlass.')) continue;
    const input = sampleInput(operation.input, idOf);
    const { answer } = await h.call(h.acme, glass, operation.name as never, input);
    const code = answer.ok ? 'ok' : answer.error.code;
    const isOpen = ['policies.show', 'policies.schema', 'policies.versions', 'decisions.list'].includes(
      operation.name,
    );
    if (isOpen) assert.equal(code, 'ok', operation.name);
    else if (!operation.permission.toString().startsWith('policies.'))
      assert.ok(!answer.ok || showsNothing(answer.output), `${operation.name} was answered`);
  }
  assert.deepEqual(h.bugs, []);
});

test('what policies refuse is answered in the bytes in which roles refuse it', async () => {
  const { h } = rig;
  const answered = async (who: 'member' | 'viewer' | 'member2', operation: string, input: object) => {
    const { answer } = await h.call(h.acme, who, operation as never, input);
    assert.ok(!answer.ok);
    const { code, message, options } = answer.error;
    return JSON.stringify({ code, message, options });
  };
  const input = { name: 'x' };
  const byPolicy = await answered('member', 'channels.get', { channelId: h.acme.secret.id });
  const invented = await answered('member', 'channels.get', { channelId: randomId(h, 'channel') });
  assert.equal(byPolicy, invented);
  const forbidden = await answered('member', 'principals.list', {});
  await activate(null);
  assert.equal(forbidden, await answered('viewer', 'tenants.update', input));
});
