/**
 * For every operation of a tenant: who calls it with what, allowed and refused. An operation that is missing here is
 * named by the suite; so is one whose allowed scenario is refused.
 */

import { type OperationName, operations } from '@wardroom/contract';
import { auditProofScenarios } from './audit-proof-scenarios.ts';
import { auditScenarios } from './audit-scenarios.ts';
import { breakGlassScenarios } from './break-glass-scenarios.ts';
import { clientScenarios } from './client-scenarios.ts';
import { domainScenarios } from './domain-scenarios.ts';
import { emergencyScenarios } from './emergency-scenarios.ts';
import { feedScenarios } from './feed-scenarios.ts';
import { grantScenarios } from './grant-scenarios.ts';
import { groupScenarios } from './group-scenarios.ts';
import { peopleScenarios } from './people-scenarios.ts';
import { policyScenarios } from './policy-scenarios.ts';
import { retentionScenarios } from './retention-scenarios.ts';
import { roleScenarios } from './role-scenarios.ts';
import { general, mark, member, people, query, type Scenarios, secret, send } from './scenario.ts';
import { segmentationScenarios } from './segmentation-scenarios.ts';
import { tokenScenarios } from './token-scenarios.ts';

export type { Scenario } from './scenario.ts';

export const tenantOperations = (Object.keys(operations) as OperationName[]).filter(
  (name) => operations[name].realm === 'tenant',
);

export const scenarios: Scenarios = {
  ...peopleScenarios,
  ...segmentationScenarios,
  ...tokenScenarios,
  ...grantScenarios,
  ...clientScenarios,
  ...domainScenarios,
  ...emergencyScenarios,
  ...roleScenarios,
  ...groupScenarios,
  ...policyScenarios,
  ...breakGlassScenarios,
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
  'channels.openDirect': [
    { by: 'member', input: people('admin', 'bot') },
    { by: 'admin', input: people('member', 'bot', 'admin') },
    { by: 'guest', input: people('owner') },
    { by: 'developer', input: people('guest') },
    { by: 'guest', input: people('admin'), refused: 'not_found' },
    { by: 'viewer', input: people('owner'), refused: 'forbidden' },
  ],
  'channels.delete': [
    {
      by: 'owner',
      before: (stage) => stage.archivedChannel('public', ['member', 'viewer']),
      input: (stage) => ({ channelId: stage.archived }),
    },
    {
      by: 'admin',
      before: (stage) => stage.archivedChannel('private', ['admin', 'member2']),
      input: (stage) => ({ channelId: stage.archived }),
    },
    { by: 'admin', input: general, refused: 'conflict' },
    { by: 'member', input: general, refused: 'forbidden' },
  ],
  'channels.readers': query('guest', secret),
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
  'decisions.readers': query('owner', secret),
  'decisions.explain': query('admin', (stage) => ({
    ...{ principalId: stage.idOf('member'), permission: 'message.write' },
    ...general(stage),
  })),
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
  'reactions.add': [
    { by: 'member', before: (stage) => send(stage, 'owner'), input: mark('🎉') },
    { by: 'bot', input: mark('🎉') },
    { by: 'member', input: mark('🎉') },
    { by: 'owner', input: mark('👍🏽') },
    { by: 'viewer', input: mark('🎉'), refused: 'forbidden' },
    { by: 'guest', input: mark('🎉'), refused: 'not_found' },
  ],
  'reactions.remove': [
    { by: 'member', input: mark('🎉') },
    { by: 'member', input: mark('🎉') },
    { by: 'bot', input: mark('🎉') },
    { by: 'viewer', input: mark('👍🏽'), refused: 'forbidden' },
  ],
  'pins.add': [
    { by: 'member2', input: mark() },
    { by: 'owner', input: mark() },
    { by: 'guest', input: mark(), refused: 'forbidden' },
  ],
  'pins.list': query('viewer', general),
  'pins.remove': [
    { by: 'owner', input: mark() },
    {
      by: 'member2',
      before: async (stage) => [
        await send(stage, 'member'),
        await stage.run('owner', 'pins.add', mark()(stage)),
        await stage.run('owner', 'reactions.add', mark('🔥')(stage)),
        // What was marked and is redacted then has no marks on any device.
        await stage.run('member', 'messages.redact', mark()(stage)),
      ],
      input: mark(),
      refused: 'message_redacted',
    },
  ],
  'messages.locate': query('viewer', (stage) => ({ ...general(stage), at: 0 })),
  'messages.list': query('guest', secret),
  'messages.thread': query('member', (stage) => ({ threadRootId: stage.message.id })),
  'messages.get': query('member', (stage) => ({ messageId: stage.message.id })),
  'messages.mentions': query('member'),
  'search.messages': query('guest', () => ({ query: 'hello in:#nowhere' })),
  'search.status': query('admin'),
  'search.configure': [
    { by: 'owner', input: () => ({ mode: 'private' }) },
    { by: 'admin', input: () => ({ mode: 'exact' }) },
    { by: 'member', input: () => ({ mode: 'private' }), refused: 'forbidden' },
  ],
  'sync.snapshot': query('guest'),
  'imports.append': [
    { by: 'owner', input: (stage) => stage.conversation(stage.newName()) },
    { by: 'owner', input: (stage) => stage.conversation(stage.general.name) },
    { by: 'admin', input: (stage) => stage.conversation(stage.newName()), refused: 'forbidden' },
  ],
  ...auditProofScenarios,
  ...auditScenarios,
  ...retentionScenarios,
  ...feedScenarios,
};
