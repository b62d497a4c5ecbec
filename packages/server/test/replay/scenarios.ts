/**
 * For every operation of a tenant: who calls it with what, allowed and refused. An operation that is missing here is
 * named by the suite; so is one whose allowed scenario is refused.
 */
import { encodeId, type OperationName, operations } from '@wardroom/contract';
import { issueSignInLink } from '../../src/modules/sessions/index.ts';
import type { Stage } from './stage.ts';

export interface Scenario {
  readonly by: string;
  readonly input: (stage: Stage) => unknown;
  /** Stable code of the refusal; absent: it succeeds. */
  readonly refused?: string;
  /** Who must start from a new snapshot, because what they know no longer follows from events. */
  readonly resync?: readonly string[];
  /** What must be so before; not part of what is compared. */
  readonly before?: (stage: Stage) => Promise<unknown>;
}

export const tenantOperations = (Object.keys(operations) as OperationName[]).filter(
  (name) => operations[name].realm === 'tenant',
);

const nothing = () => ({});
const general = ({ general: { id } }: Stage) => ({ channelId: id });
const secret = ({ secret: { id } }: Stage) => ({ channelId: id });
const principal = (name: string) => (stage: Stage) => ({ principalId: stage.idOf(name) });
const query = (by: string, input: Scenario['input'] = nothing): Scenario[] => [{ by, input }];
const send = (stage: Stage, by: string, more: object = {}) =>
  stage.sent(by, { channelId: stage.general.id, ...more });
const joining = (stage: Stage) => ({
  ...stage.newPerson(),
  secret: stage.invitation.secret,
  password: stage.password,
});
const arranged = (stage: Stage, revision: number, favourites: readonly string[] = []) => {
  const sections = [{ id: 'section-1', title: 'Work', channelIds: [stage.general.id] }];
  return { preferences: { sections, favourites, muted: [], collapsed: ['section-1'] }, revision };
};
const member = (name: string) => (stage: Stage) => ({
  channelId: stage.secret.id,
  principalId: stage.idOf(name),
});

export const scenarios: Readonly<Partial<Record<OperationName, readonly Scenario[]>>> = {
  'tenants.show': query('guest'),
  'tenants.update': [
    { by: 'owner', input: () => ({ name: 'Renamed workspace' }) },
    { by: 'admin', input: () => ({ name: 'Renamed again' }) },
    { by: 'member', input: () => ({ name: 'Mine' }), refused: 'forbidden' },
  ],
  'sessions.create': [
    {
      by: 'nobody',
      input: ({ password }) => ({ name: 'visitor', password }),
      before: (stage) => stage.visitor(),
    },
    { by: 'nobody', input: () => ({ name: 'visitor', password: 'wrong' }), refused: 'sign_in_failed' },
  ],
  'sessions.redeem': [
    {
      by: 'nobody',
      input: (stage) => ({ secret: stage.link }),
      before: async (stage) => {
        const { tenant, parts, harness } = stage;
        const cause = { operatorId: parts.ids.next(), requestId: parts.ids.next(), address: null };
        const deps = { ...parts, database: harness.kernel.database };
        stage.link = (
          await issueSignInLink(deps, {
            tenantId: tenant.tenant.id,
            handle: tenant.principals.member.handle,
            cause,
          })
        ).secret;
      },
    },
    { by: 'nobody', input: (stage) => ({ secret: stage.link }), refused: 'link_refused' },
  ],
  'sessions.show': query('viewer'),
  'sessions.list': query('member'),
  'sessions.revoke': [
    {
      by: 'visitor',
      before: (stage) => stage.visitor(),
      input: (stage) => ({ sessionId: encodeId('session', stage.identityOf('visitor').id) }),
    },
    {
      by: 'admin',
      before: (stage) => stage.visitor(),
      input: (stage) => ({ sessionId: encodeId('session', stage.identityOf('visitor').id) }),
    },
    {
      by: 'member',
      before: (stage) => stage.visitor(),
      input: (stage) => ({ sessionId: encodeId('session', stage.identityOf('visitor').id) }),
      refused: 'not_found',
    },
  ],
  'sessions.revokeOthers': [
    {
      by: 'visitor2',
      input: nothing,
      before: async (stage) => [await stage.visitor(), await stage.visitor('visitor2')],
    },
  ],
  'sessions.end': [{ by: 'visitor', input: nothing, before: (stage) => stage.visitor() }],
  'principals.create': [
    {
      by: 'owner',
      input: (stage) => ({ ...stage.newPerson(), password: stage.password, role: 'guest' }),
    },
    { by: 'admin', input: (stage) => ({ ...stage.newPerson(), password: stage.password }) },
    {
      by: 'member',
      input: (stage) => ({ ...stage.newPerson(), password: stage.password }),
      refused: 'forbidden',
    },
  ],
  'principals.createBot': [
    { by: 'developer', input: (stage) => stage.newPerson() },
    { by: 'guest', input: (stage) => stage.newPerson(), refused: 'forbidden' },
  ],
  'principals.list': query('guest'),
  'principals.get': query('member', principal('owner')),
  'principals.updateProfile': [
    { by: 'member', input: () => ({ displayName: 'Another name' }) },
    { by: 'guest', input: () => ({ displayName: 'The guest', title: 'Here for one channel' }) },
    { by: 'auditor', input: () => ({ displayName: 'The auditor' }) },
  ],
  'principals.changePassword': [
    {
      by: 'visitor2',
      before: async (stage) => [await stage.visitor(), await stage.visitor('visitor2')],
      input: (stage) => ({ currentPassword: stage.password, newPassword: stage.nextPassword() }),
    },
    {
      by: 'visitor2',
      before: (stage) => stage.visitor('visitor2'),
      input: () => ({ currentPassword: 'wrong', newPassword: 'another long passphrase 9' }),
      refused: 'sign_in_failed',
    },
  ],
  'principals.suspend': [
    { by: 'owner', input: principal('developer') },
    { by: 'admin', input: principal('visitor'), before: (stage) => stage.visitor() },
    { by: 'owner', input: principal('owner'), refused: 'forbidden' },
    { by: 'member', input: principal('guest'), refused: 'forbidden' },
  ],
  'principals.reactivate': [
    { by: 'owner', input: principal('developer') },
    { by: 'admin', input: principal('visitor') },
    { by: 'viewer', input: principal('developer'), refused: 'forbidden' },
  ],
  'invitations.create': [
    { by: 'owner', input: (stage) => ({ role: 'guest', channelIds: [stage.secret.id] }) },
    { by: 'admin', input: (stage) => ({ channelIds: [stage.secret.id] }), refused: 'not_found' },
    { by: 'admin', input: () => ({ role: 'owner' }), refused: 'forbidden' },
    { by: 'member', input: nothing, refused: 'forbidden' },
  ],
  'invitations.list': query('admin'),
  'invitations.revoke': [
    {
      by: 'admin',
      before: (stage) => stage.invited(),
      input: ({ invitation: { id } }) => ({ invitationId: id }),
    },
    { by: 'member', input: ({ invitation: { id } }) => ({ invitationId: id }), refused: 'forbidden' },
  ],
  'invitations.show': [
    {
      by: 'nobody',
      before: (stage) => stage.invited(),
      input: ({ invitation: { secret: link } }) => ({ secret: link }),
    },
    { by: 'nobody', input: () => ({ secret: 'A'.repeat(43) }), refused: 'link_refused' },
  ],
  'invitations.accept': [
    {
      by: 'nobody',
      before: (stage) => stage.invited({ role: 'guest', channelIds: [stage.secret.id] }),
      input: joining,
    },
    { by: 'nobody', input: joining, refused: 'link_refused' },
    {
      by: 'nobody',
      before: (stage) => stage.invited({ channelIds: [stage.secret.id, stage.general.id] }),
      input: joining,
    },
    {
      by: 'nobody',
      before: (stage) => stage.invited({ role: 'viewer' }),
      input: (stage) => ({ ...joining(stage), handle: stage.tenant.principals.owner.handle }),
      refused: 'already_exists',
    },
  ],
  'preferences.get': query('guest'),
  'preferences.update': [
    { by: 'member', input: (stage) => arranged(stage, 0) },
    { by: 'member', input: (stage) => ({ ...arranged(stage, 1, [stage.secret.id]) }) },
    { by: 'guest', input: (stage) => arranged(stage, 0) },
    { by: 'member', input: (stage) => arranged(stage, 0), refused: 'conflict' },
    { by: 'bot', input: (stage) => arranged(stage, 0), refused: 'insufficient_scope' },
  ],
  'roles.list': query('member'),
  'roles.assign': [
    { by: 'owner', input: (stage) => ({ principalId: stage.idOf('member2'), role: 'admin' }) },
    {
      by: 'owner',
      input: (stage) => ({ principalId: stage.idOf('member2'), role: 'guest' }),
      resync: ['member2'],
    },
    {
      by: 'owner',
      input: (stage) => ({ principalId: stage.idOf('member2'), role: 'auditor' }),
      resync: ['member2'],
    },
    {
      by: 'admin',
      input: (stage) => ({ principalId: stage.idOf('member2'), role: 'member' }),
      refused: 'forbidden',
    },
    {
      by: 'owner',
      input: (stage) => ({ principalId: stage.idOf('member2'), role: 'member' }),
      resync: ['member2'],
    },
    {
      by: 'owner',
      input: (stage) => ({ principalId: stage.idOf('guest'), role: 'member' }),
      resync: ['guest'],
    },
    {
      by: 'owner',
      input: (stage) => ({ principalId: stage.idOf('guest'), role: 'guest' }),
      resync: ['guest'],
    },
    {
      by: 'owner',
      input: (stage) => ({ principalId: stage.idOf('owner'), role: 'member' }),
      refused: 'last_owner',
    },
    {
      by: 'member',
      input: (stage) => ({ principalId: stage.idOf('guest'), role: 'owner' }),
      refused: 'forbidden',
    },
  ],
  'credentials.issue': [
    {
      by: 'owner',
      input: (stage) => ({ principalId: stage.idOf('bot'), description: 'spare', scopes: ['channels:read'] }),
    },
    {
      by: 'member',
      input: (stage) => ({ principalId: stage.idOf('bot'), description: 'mine', scopes: ['channels:read'] }),
      refused: 'forbidden',
    },
  ],
  'credentials.list': query('owner'),
  'credentials.revoke': [
    {
      by: 'owner',
      before: (stage) => stage.botKey(),
      input: (stage) => ({ credentialId: encodeId('credential', stage.identityOf('spareBot').id) }),
    },
    {
      by: 'member',
      before: (stage) => stage.botKey(),
      input: (stage) => ({ credentialId: encodeId('credential', stage.identityOf('spareBot').id) }),
      refused: 'forbidden',
    },
  ],
  'channels.create': [
    { by: 'member', input: (stage) => ({ name: stage.newName(), topic: 'a topic' }) },
    { by: 'owner', input: (stage) => ({ name: stage.newName(), kind: 'private' }) },
    { by: 'guest', input: (stage) => ({ name: stage.newName() }), refused: 'forbidden' },
    { by: 'member2', input: ({ general: { name } }) => ({ name }), refused: 'already_exists' },
  ],
  'channels.list': query('guest'),
  'channels.directory': query('viewer'),
  'channels.get': query('viewer', general),
  'channels.update': [
    { by: 'owner', input: (stage) => ({ ...general(stage), topic: 'what it is about' }) },
    { by: 'owner', input: (stage) => ({ ...secret(stage), name: stage.newName(), topic: 'sealed' }) },
    { by: 'viewer', input: (stage) => ({ ...general(stage), topic: 'no' }), refused: 'forbidden' },
    { by: 'member2', input: (stage) => ({ ...secret(stage), topic: 'no' }), refused: 'not_found' },
  ],
  'channels.archive': [
    { by: 'owner', input: general },
    { by: 'owner', input: secret },
    { by: 'guest', input: secret, refused: 'forbidden' },
  ],
  'channels.restore': [
    { by: 'owner', input: general },
    { by: 'owner', input: secret },
    { by: 'viewer', input: general, refused: 'forbidden' },
  ],
  'channels.join': [
    { by: 'viewer', input: general },
    { by: 'member', input: general },
    { by: 'guest', input: general, refused: 'forbidden' },
    { by: 'member2', input: secret, refused: 'not_found' },
  ],
  'channels.leave': [
    { by: 'viewer', input: general },
    { by: 'guest', input: secret },
    { by: 'member', input: secret },
    { by: 'member2', input: secret, refused: 'not_found' },
  ],
  'channels.members': query('owner', secret),
  'channels.addMember': [
    { by: 'owner', input: member('guest') },
    { by: 'owner', input: member('member') },
    { by: 'owner', input: (stage) => ({ ...general(stage), principalId: stage.idOf('guest') }) },
    { by: 'owner', input: member('member2') },
    { by: 'guest', input: member('viewer'), refused: 'forbidden' },
    { by: 'developer', input: member('viewer'), refused: 'not_found' },
  ],
  'channels.removeMember': [
    { by: 'owner', input: member('member2') },
    { by: 'owner', input: (stage) => ({ ...general(stage), principalId: stage.idOf('guest') }) },
    { by: 'owner', input: member('bot') },
    { by: 'member', input: member('guest'), refused: 'forbidden' },
  ],
  'channels.setMemberRole': [
    { by: 'owner', input: (stage) => ({ ...member('member')(stage), role: 'manager' }) },
    { by: 'owner', input: (stage) => ({ ...member('member')(stage), role: 'member' }) },
    { by: 'guest', input: (stage) => ({ ...member('guest')(stage), role: 'manager' }), refused: 'forbidden' },
    { by: 'owner', input: (stage) => ({ ...member('owner')(stage), role: 'member' }), refused: 'conflict' },
  ],
  'channels.markRead': [
    {
      by: 'member',
      input: (stage) => ({ ...general(stage), lastReadSeq: 2 }),
      before: (stage) => send(stage, 'owner'),
    },
    { by: 'member', input: (stage) => ({ ...general(stage), lastReadSeq: 9_999 }) },
    { by: 'guest', input: (stage) => ({ ...secret(stage), lastReadSeq: 0 }) },
    { by: 'viewer', input: (stage) => ({ ...general(stage), lastReadSeq: 1 }), refused: 'forbidden' },
  ],
  'messages.send': [
    { by: 'owner', input: (stage) => ({ ...general(stage), ...stage.words('hello @all') }) },
    {
      by: 'member',
      input: (stage) => ({ ...general(stage), ...stage.words('@acme-member2 and @acme-bot') }),
    },
    { by: 'guest', input: (stage) => ({ ...secret(stage), ...stage.words('from a guest, @acme-member') }) },
    { by: 'bot', input: (stage) => ({ ...general(stage), ...stage.words('from a bot') }) },
    {
      by: 'member2',
      before: (stage) => send(stage, 'owner'),
      input: (stage) => ({
        ...general(stage),
        ...stage.words('a reply @acme-owner'),
        threadRootId: stage.message.id,
      }),
    },
    { by: 'viewer', input: (stage) => ({ ...general(stage), ...stage.words('no') }), refused: 'forbidden' },
    { by: 'member2', input: (stage) => ({ ...secret(stage), ...stage.words('no') }), refused: 'not_found' },
  ],
  'messages.edit': [
    {
      by: 'member',
      before: (stage) => send(stage, 'member', { body: 'before, @acme-admin' }),
      input: (stage) => ({ messageId: stage.message.id, body: 'after, @acme-owner @all' }),
    },
    {
      by: 'owner',
      input: (stage) => ({ messageId: stage.message.id, body: 'not mine' }),
      refused: 'forbidden',
    },
  ],
  'messages.redact': [
    { by: 'member', input: (stage) => ({ messageId: stage.message.id }) },
    {
      by: 'owner',
      before: (stage) => send(stage, 'bot'),
      input: (stage) => ({ messageId: stage.message.id }),
    },
    {
      by: 'member2',
      before: (stage) => send(stage, 'member'),
      input: (stage) => ({ messageId: stage.message.id }),
      refused: 'forbidden',
    },
    { by: 'guest', input: (stage) => ({ messageId: stage.message.id }), refused: 'not_found' },
  ],
  'messages.list': query('guest', secret),
  'messages.thread': query('member', (stage) => ({ threadRootId: stage.message.id })),
  'messages.get': query('member', (stage) => ({ messageId: stage.message.id })),
  'messages.mentions': query('member'),
  'sync.snapshot': query('guest'),
  'imports.append': [
    { by: 'owner', input: (stage) => stage.conversation(stage.newName()) },
    { by: 'owner', input: (stage) => stage.conversation(stage.general.name) },
    { by: 'admin', input: (stage) => stage.conversation(stage.newName()), refused: 'forbidden' },
  ],
  'audit.list': query('auditor'),
};
