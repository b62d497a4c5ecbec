/** Known ways up, step by step: each is refused at the step that would give more than whoever takes it holds. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OperationName, Permission, RoleView } from '@wardroom/contract';
import type { PresentedCredential } from '../../src/kernel/call.ts';
import { type BreakGlassRig, createBreakGlassRig } from '../../src/testing/break-glass-rig.ts';
import type { Who } from '../../src/testing/fixtures.ts';

let rig: BreakGlassRig;
/** Given by the owner: an exporter's role that nobody else holds. */
let exporter: string;
before(async () => {
  rig = await createBreakGlassRig();
  exporter = await role('Exporter', ['message.export', 'workspace.read']);
});
after(async () => {
  await rig.h.close();
  assert.deepEqual(rig.h.bugs, []);
});

const succeed = <T = Record<string, unknown>>(who: Who, operation: OperationName, input: unknown) =>
  rig.h.succeed<T>(rig.h.acme, who, operation, input);
const idOf = (who: Who) => rig.h.acme.principals[who].id;
const role = async (name: string, chosen: readonly Permission[]) =>
  (await succeed<{ role: RoleView }>('owner', 'roles.create', { name, chosen })).role.role;
/** Somebody with these permissions and what they bring, and nothing else. */
async function holds(who: Who, ...chosen: Permission[]): Promise<void> {
  const made = await role(`Of ${who}: ${chosen.join(' ')}`.slice(0, 60), ['workspace.read', ...chosen]);
  await succeed('owner', 'roles.assign', { principalId: idOf(who), role: made });
}
async function refused(
  who: Who | PresentedCredential,
  operation: OperationName,
  input: unknown,
  codes: readonly string[] = ['forbidden'],
): Promise<void> {
  const code = await rig.codeOf(who, operation, input);
  assert.ok(codes.includes(code), `${operation}: ${code}`);
}

async function group(handle: string, confers: readonly string[], more: object = {}) {
  const made = await succeed<{ group: { id: string; revision: number } }>('owner', 'groups.create', {
    ...{ handle, name: handle, description: '', visibility: 'public', mentionableBy: 'everyone', ...more },
  });
  if (confers.length > 0)
    await succeed('owner', 'groups.setRoles', {
      ...{ groupId: made.group.id, revision: made.group.revision, roles: confers },
    });
  return made.group.id;
}

test('who makes roles makes none with what they lack, by naming it, by a cascade, or by changing one', async () => {
  await holds('member', 'roles.manage', 'roles.assign');
  await refused('member', 'roles.create', { name: 'Up', chosen: ['message.export'] });
  await refused('member', 'roles.create', { name: 'Up', chosen: ['channel.manage_any'] });
  const { role: own } = await succeed<{ role: RoleView }>('member', 'roles.create', {
    ...{ name: 'Own', chosen: ['roles.read'] },
  });
  const change = { roleId: own.role, revision: own.revision, chosen: ['roles.read', 'message.export'] };
  await refused('member', 'roles.update', change);
  await refused('member', 'roles.update', { roleId: exporter, revision: 1, chosen: ['roles.read'] });
});

test('who assigns roles gives no friend, no bot and not themselves a role above their own', async () => {
  await holds('member', 'roles.assign', 'channel.browse');
  for (const who of ['viewer', 'bot', 'member', 'owner'] as const)
    for (const given of [exporter, 'admin', 'owner', 'auditor'])
      await refused('member', 'roles.assign', { principalId: idOf(who), role: given });
  // And takes nothing from those above.
  await refused('member', 'roles.assign', { principalId: idOf('admin'), role: 'viewer' });
});

test('who manages groups lets none confer what they lack, and brings nobody into one that does', async () => {
  await holds('member', 'groups.manage', 'groups.create');
  const plain = await group('plain', []);
  const conferring = await group('exporters', [exporter]);
  const below = await group('below', [], { parentId: conferring });
  await refused('member', 'groups.setRoles', { groupId: plain, revision: 1, roles: [exporter] });
  for (const groupId of [conferring, below]) {
    for (const who of ['member', 'viewer'] as const)
      await refused('member', 'groups.addMembers', { groupId, principalIds: [idOf(who)] });
    await refused('member', 'groups.join', { groupId }, ['forbidden', 'conflict']);
  }
  // Nor does a group that one is in move below one that gives more.
  await succeed('owner', 'groups.addMembers', { groupId: plain, principalIds: [idOf('member')] });
  const moved = { groupId: plain, revision: 1, parentId: conferring };
  await refused('member', 'groups.update', moved, ['forbidden', 'conflict']);
});

test('who manages a channel lets it give nothing that they lack, and nothing that is no channel’s to give', async () => {
  await holds('member', 'channel.create', 'channel.manage_members', 'channel.join');
  const { channel } = await succeed<{ channel: { id: string } }>('member', 'channels.create', {
    ...{ name: 'own-place', kind: 'private' },
  });
  const give = (...granted: Permission[]) => ({ channelId: channel.id, granted });
  await refused('member', 'channels.setAccess', give('message.mention_all'));
  for (const never of ['message.export', 'people.manage', 'channel.delete'] as const)
    await refused('member', 'channels.setAccess', give(never), ['invalid_input']);
});

test('who invites invites nobody above themselves', async () => {
  await holds('member', 'people.invite');
  for (const invited of ['owner', 'admin', 'developer', 'member'] as const)
    await refused('member', 'invitations.create', { role: invited });
  await refused('admin', 'invitations.create', { role: 'owner' });
});

test('a bot is no way up: its key, its role and its owner stay whose they are', async () => {
  const { principal } = await succeed<{ principal: { id: string } }>('admin', 'principals.createBot', {
    ...{ handle: 'admins-bot', displayName: 'A bot', kind: 'bot' },
  });
  const key = { principalId: principal.id, description: 'mine', scopes: ['messages:read'] };
  await refused('developer', 'credentials.issue', key);
  await refused('developer', 'roles.assign', { principalId: principal.id, role: 'admin' });
  await refused('developer', 'clients.create', {
    ...{ name: 'Mine', principalId: principal.id, authentication: 'client_secret_basic' },
    ...{ grantTypes: ['client_credentials'], scopes: ['messages:read'] },
  });
  // A bot issues keys to nobody, itself included.
  await refused('bot', 'credentials.issue', key, ['forbidden', 'insufficient_scope']);
});

test('a token is issued with no more than what asks for it holds', async () => {
  const narrow = await succeed<{ accessToken: string }>('owner', 'tokens.issue', {
    scopes: ['tokens:write', 'messages:read'],
  });
  const token = { kind: 'token', secret: narrow.accessToken } as const;
  await refused(token, 'tokens.issue', { scopes: ['people:write'] }, ['insufficient_scope', 'forbidden']);
  await refused(token, 'roles.assign', { principalId: idOf('viewer'), role: 'owner' }, [
    'insufficient_scope',
  ]);
  await refused(
    token,
    'credentials.issue',
    { principalId: idOf('bot'), description: 'x', scopes: ['messages:read'] },
    ['insufficient_scope'],
  );
});

test('what ends everybody’s credentials is for those who rule over all of them', async () => {
  for (const who of ['developer', 'member2', 'viewer', 'guest', 'auditor'] as const)
    for (const operation of ['credentials.revokeMany', 'credentials.preview'] as const)
      await refused(who, operation, { reason: 'a test', everything: true }, ['forbidden', 'invalid_input']);
});

test('by break-glass nobody makes roles, policies, keys, people or invitations, and rises over nobody', async () => {
  const { credential } = await rig.enter();
  const attempts: [OperationName, object][] = [
    ['roles.create', { name: 'Mine', chosen: ['roles.read'] }],
    ['groups.create', { handle: 'mine', name: 'Mine', visibility: 'public', mentionableBy: 'everyone' }],
    ['invitations.create', { role: 'member' }],
    ['principals.createBot', { handle: 'my-bot', displayName: 'Mine', kind: 'bot' }],
    ['credentials.issue', { principalId: idOf('bot'), description: 'mine', scopes: ['messages:read'] }],
    ['policies.save', { set: { policies: [], tests: [] }, basedOn: 0, reason: 'mine' }],
    ['policies.configure', { revision: 0, samplePerMille: 0 }],
    ['roles.assign', { principalId: idOf('viewer'), role: 'owner' }],
    ['roles.assign', { principalId: idOf('owner'), role: 'viewer' }],
    ['principals.suspend', { principalId: idOf('owner') }],
    ['audit.list', {}],
    ['channels.setAccess', { channelId: rig.h.acme.general.id, granted: ['message.pin'] }],
  ];
  for (const [operation, input] of attempts) await refused(credential, operation, input);
});
