/**
 * An access token ends, and so does what it may do. What it would make that lasts longer, a credential, a right or the
 * end of what held one back, is refused; every command says which of both it is (TOK-02, AUZ-06).
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AnyOperation,
  type OperationName,
  operationNames,
  operations,
  scopeNames,
} from '@wardroom/contract';
import { rolePermissions } from '@wardroom/policy';
import { refusalOf } from '../../src/testing/goldens/credential-kinds.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { inputFor, stateOf } from './standings.ts';

/** Commands that a token may ask for, and why nothing that they make is a right that outlives it. */
const notLasting: Readonly<Record<string, readonly string[]>> = {
  'takes away only': [
    ...['authorizations.deny', 'devices.deny', 'clients.revoke', 'credentials.revoke', 'grants.revoke'],
    ...['groups.delete', 'groups.leave', 'groups.removeMembers', 'groups.unlinkChannel', 'roles.delete'],
    ...['invitations.revoke', 'principals.suspend', 'sessions.end', 'sessions.revoke', 'tokens.revoke'],
    ...['sessions.revokeOthers', 'breakGlass.end', 'channels.removeMember', 'channels.leave'],
    ...['domains.remove', 'channels.delete', 'channels.archive'],
    ...['audit.sinks.pause', 'audit.sinks.remove', 'audit.sinks.dropLetters', 'audit.erase'],
  ],
  'ends with what it was made of': ['tokens.issue'],
  'about the caller alone': ['preferences.update', 'principals.updateProfile', 'sessions.reauthenticate'],
  'what a person reads the log with': ['audit.saveView', 'audit.removeView', 'audit.exports.begin'],
  'content, and who takes part in it': [
    ...['messages.send', 'messages.edit', 'messages.redact', 'pins.add', 'pins.remove'],
    ...['reactions.add', 'reactions.remove', 'channels.markRead', 'imports.append'],
    ...['channels.create', 'channels.update', 'channels.restore', 'channels.openDirect'],
    ...['channels.join', 'channels.addMember'],
  ],
  'decides nothing by itself': [
    ...['policies.save', 'tenants.update', 'search.configure', 'tokens.rotateSigningKey'],
    ...['domains.add', 'domains.verify', 'audit.settings.set', 'audit.sinks.test'],
    ...['audit.sinks.probe'],
  ],
};

const commands = operationNames
  .map((name): AnyOperation => operations[name])
  .filter(
    ({ realm, effect, permission }) =>
      realm === 'tenant' && effect === 'command' && typeof permission === 'string',
  );

test('every command is refused to tokens, or is known to make no right that outlives one', () => {
  const allowed = commands
    .filter((operation) => refusalOf('token', rolePermissions.owner, operation) === null)
    .map(({ name }) => name);
  assert.deepEqual(allowed.toSorted(), Object.values(notLasting).flat().toSorted());
});

let h: Harness;
before(async () => {
  h = await createHarness();
});
after(() => h.close());

test('a token with every scope hands out no right, also where its person may', async () => {
  const { acme } = h;
  const { accessToken: secret } = await h.succeed<{ accessToken: string }>(acme, 'owner', 'tokens.issue', {
    scopes: scopeNames,
  });
  const before = await stateOf(h);
  const refused = commands.filter(
    (operation) => refusalOf('token', rolePermissions.owner, operation) !== null,
  );
  for (const operation of refused) {
    const input = inputFor(h, operation);
    const { answer } = await h.call(acme, { kind: 'token', secret }, operation.name as OperationName, input);
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'insufficient_scope', operation.name);
  }
  assert.ok(refused.length > 20, `only ${refused.length} were tried`);
  assert.deepEqual(await stateOf(h), before);
});
