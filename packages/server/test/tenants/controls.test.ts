/**
 * The generator is good: with the tenant's own identifiers every operation succeeds for the owner, or gives the refusal
 * that is declared here. Without this the isolation suite could compare one refusal of the form with another.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId, operations } from '@wardroom/contract';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { furnish } from './arrange.ts';
import { pipelineSide } from './nodes.ts';
import { collectReferences, generateInput, type References } from './probe/index.ts';

let harness: Harness;
let ours: References;
/** A message of the owner. */
let ownMessage: string;
before(async () => {
  harness = await createHarness();
  ownMessage = await furnish(harness, harness.acme);
  const side = pipelineSide(harness, harness.acme, () => harness.kernel);
  ours = await collectReferences(side, 'owner', tenantOperations);
});
after(() => harness.close());

/** What takes away what others need, the caller's place at the very end, comes last. */
const endings: readonly string[] = [
  'audit.sinks.remove',
  'credentials.revoke',
  'messages.redact',
  'channels.leave',
  'sessions.end',
];
const tenantOperations = Object.values(operations)
  .filter(({ realm }) => realm === 'tenant')
  .sort((one, other) => endings.indexOf(one.name) - endings.indexOf(other.name));

/** Whom or what an operation is about, where the first one seen will not do. */
const chosen: Readonly<Record<string, () => string | undefined>> = {
  'sessions.revoke sessionId': () => ours.get('session')?.find((id) => id !== currentSession()),
  'principals.suspend principalId': () => harness.acme.principals.viewer.id,
  'principals.reactivate principalId': () => harness.acme.principals.viewer.id,
  // The first one is assigned afterwards.
  'roles.delete roleId': () => ours.get('role')?.[1],
  'roles.assign principalId': () => harness.acme.principals.member2.id,
  'channels.addMember principalId': () => harness.acme.principals.guest.id,
  'channels.removeMember principalId': () => harness.acme.principals.guest.id,
  'channels.setMemberRole principalId': () => harness.acme.principals.member.id,
  'channels.openDirect principalIds.0': () => harness.acme.principals.member.id,
  'messages.edit messageId': () => ownMessage,
  'credentials.issue principalId': () => harness.acme.principals.bot.id,
};

const currentSession = () => encodeId('session', harness.acme.principals.owner.identity.id);

/**
 * Refusals that are right for input which is otherwise good: nobody has this password, no link has this secret, the
 * channel is not archived, the arrangement and the settings have another revision, no program asks for anything, the client has no secret.
 */
const declared: Readonly<Record<string, string>> = {
  'sessions.create': 'sign_in_failed',
  'sessions.reauthenticate': 'sign_in_failed',
  'sessions.redeem': 'link_refused',
  'invitations.show': 'link_refused',
  'invitations.accept': 'link_refused',
  'principals.changePassword': 'sign_in_failed',
  'audit.settings.set': 'conflict',
  'audit.sinks.update': 'conflict',
  // The log ends before the place that is generated.
  'audit.sinks.replay': 'invalid_input',
  // Nothing is sealed here, and nothing refused.
  'audit.sinks.replayLetters': 'not_found',
  'audit.sinks.dropLetters': 'not_found',
  'channels.delete': 'conflict',
  'authorizations.show': 'not_found',
  'authorizations.approve': 'not_found',
  'authorizations.deny': 'not_found',
  'devices.show': 'not_found',
  'devices.approve': 'not_found',
  'devices.deny': 'not_found',
  // Nobody has set the record.
  'domains.verify': 'domain_record_missing',
  'preferences.update': 'conflict',
  // The permission that is generated is none that a channel gives.
  'channels.setAccess': 'invalid_input',
  // Changed before, and the owner is their only manager.
  'groups.delete': 'conflict',
  'groups.leave': 'conflict',
  'groups.removeMembers': 'conflict',
  'groups.setMemberRole': 'conflict',
  'groups.setRoles': 'conflict',
  'clients.rotateSecret': 'conflict',
  // Nothing is sealed here: the sequencer does not run.
  'audit.consistency': 'not_found',
  'audit.proof': 'conflict',
  'audit.exports.begin': 'conflict',
  'audit.exports.read': 'invalid_cursor',
  // Neither a draft nor a version is named.
  'policies.test': 'invalid_input',
  'policies.simulate': 'invalid_input',
  'policies.simulateAll': 'invalid_input',
  // What stands there is no policy.
  'policies.save': 'invalid_input',
  'policies.activate': 'conflict',
  'policies.configure': 'conflict',
};

test('with identifiers of its own tenant every operation succeeds for the owner, or is refused as declared', async () => {
  const outcomes: Record<string, string> = {};
  for (const operation of tenantOperations) {
    const { input } = generateInput(operation, ({ kind, path, optional }) => {
      const choose = chosen[`${operation.name} ${path.join('.')}`];
      return choose ? choose() : optional ? undefined : ours.get(kind)?.[0];
    });
    const { answer } = await harness.call(harness.acme, 'owner', operation.name, input);
    if (answer.ok) operation.output.parse(answer.output);
    outcomes[operation.name] = answer.ok ? 'ok' : answer.error.code;
  }
  const expected = tenantOperations.map(({ name }) => [name, declared[name] ?? 'ok']);
  assert.deepEqual(outcomes, Object.fromEntries(expected));
  assert.deepEqual(harness.bugs, []);
});
