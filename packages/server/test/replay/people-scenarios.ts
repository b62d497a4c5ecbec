/** Scenarios of the workspace and its people: sessions, profiles, roles, keys, invitations, preferences. */
import { encodeId } from '@wardroom/contract';
import { issueSignInLink } from '../../src/modules/sessions/index.ts';
import { nothing, principal, query, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

const joining = (stage: Stage) => ({
  ...stage.newPerson(),
  secret: stage.invitation.secret,
  password: stage.password,
});
const arranged = (stage: Stage, revision: number, favourites: readonly string[] = []) => {
  const sections = [{ id: 'section-1', title: 'Work', channelIds: [stage.general.id] }];
  return { preferences: { sections, favourites, muted: [], collapsed: ['section-1'] }, revision };
};

const spareKey = (stage: Stage) => ({
  credentialId: encodeId('credential', stage.identityOf('spareBot').id),
});

export const peopleScenarios: Scenarios = {
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
  'sessions.reauthenticate': [
    { by: 'visitor', before: (stage) => stage.visitor(), input: ({ password }) => ({ password }) },
    {
      by: 'visitor',
      before: (stage) => stage.visitor(),
      input: () => ({ password: 'wrong' }),
      refused: 'sign_in_failed',
    },
    { by: 'bot', input: ({ password }) => ({ password }), refused: 'insufficient_scope' },
  ],
  'sessions.list': query('member'),
  'sessions.listAll': [
    ...query('admin'),
    ...query('owner', (stage) => ({ principalId: stage.idOf('member') })),
    { by: 'member', input: nothing, refused: 'forbidden' },
  ],
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
    { by: 'admin', input: (stage) => ({ ...stage.newPerson(), kind: 'service' }) },
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
      input: spareKey,
    },
    {
      by: 'member',
      before: (stage) => stage.botKey(),
      input: spareKey,
      refused: 'forbidden',
    },
  ],
  'credentials.rotate': [
    { by: 'owner', before: (stage) => stage.botKey(), input: spareKey },
    { by: 'member', before: (stage) => stage.botKey(), input: spareKey, refused: 'forbidden' },
  ],
  'credentials.rotateNow': [
    { by: 'owner', before: (stage) => stage.botKey(), input: spareKey },
    { by: 'member', before: (stage) => stage.botKey(), input: spareKey, refused: 'forbidden' },
  ],
  'credentials.reportLeaked': [
    {
      by: 'nobody',
      before: (stage) => stage.botKey(),
      input: (stage) => ({ secrets: [stage.viewers.get('spareBot')?.secret ?? ''] }),
    },
    { by: 'nobody', input: () => ({ secrets: ['nothing like a key'] }) },
  ],
};
