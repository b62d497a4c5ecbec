/** The examples of docs/policies.md compile as they stand there and do what is said above them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compilePolicies, type PolicyTest, runTests } from './index.ts';

const guide = readFileSync(new URL('../../../../docs/policies.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/```cedar ([a-z-]+)\n([\s\S]*?)```/g)].map(([, id = '', text = '']) => ({
  id,
  title: id,
  text,
}));

const contractor = { groups: ['contractors'] };
const expectations: Readonly<Record<string, readonly PolicyTest[]>> = {
  'office-hours': [
    {
      title: 'contractor at noon',
      request: { permission: 'message.write', principal: contractor },
      expect: 'allow',
    },
    {
      title: 'contractor at night',
      request: {
        permission: 'message.write',
        principal: contractor,
        context: { time: { hour: 18 } },
      },
      expect: 'deny',
    },
    {
      title: 'member at night',
      request: { permission: 'message.write', context: { time: { hour: 18 } } },
      expect: 'allow',
    },
  ],
  network: [
    {
      title: 'from the office',
      request: { permission: 'people.manage', context: { address: '10.4.0.1' } },
      expect: 'allow',
    },
    {
      title: 'through the tunnel',
      request: { permission: 'audit.view', context: { address: '2001:db8:7::1' } },
      expect: 'allow',
    },
    { title: 'from home', request: { permission: 'people.manage' }, expect: 'deny' },
    {
      title: 'from nowhere',
      request: { permission: 'people.manage', context: { address: null } },
      expect: 'deny',
    },
  ],
  classification: [
    {
      title: 'without clearance',
      request: {
        permission: 'channel.read',
        resource: { type: 'Channel', classification: 'restricted' },
      },
      expect: 'deny',
    },
    {
      title: 'a message there, with clearance',
      request: {
        permission: 'channel.read',
        principal: { groups: ['cleared'] },
        resource: { type: 'Message', channel: { classification: 'restricted' } },
      },
      expect: 'allow',
    },
    {
      title: 'with clearance, on a phone',
      request: {
        permission: 'channel.read',
        principal: { groups: ['cleared'] },
        resource: { type: 'Channel', classification: 'restricted' },
        context: { device: 'mobile' },
      },
      expect: 'deny',
    },
  ],
  'mfa-age': [
    { title: 'never', request: { permission: 'message.export' }, expect: 'deny' },
    {
      title: 'now',
      request: { permission: 'message.export', context: { mfaAgeMinutes: 0 } },
      expect: 'allow',
    },
    {
      title: 'long ago',
      request: { permission: 'message.export', context: { mfaAgeMinutes: 16 } },
      expect: 'deny',
    },
  ],
  agents: [
    {
      title: 'an agent in an ordinary channel',
      request: { permission: 'message.write', principal: { kind: 'agent' } },
      expect: 'allow',
    },
    {
      title: 'an agent where none is wanted',
      request: {
        permission: 'message.edit',
        principal: { kind: 'agent' },
        resource: { type: 'Message', channel: { labels: ['no-agents'] } },
      },
      expect: 'deny',
    },
    {
      title: 'an agent of an agent',
      request: {
        permission: 'channel.create',
        principal: { kind: 'agent' },
        context: { delegationDepth: 2 },
      },
      expect: 'deny',
    },
  ],
  guests: [
    {
      title: 'a guest opens a direct message',
      request: { permission: 'direct.open', principal: { role: 'guest' } },
      expect: 'deny',
    },
    {
      title: 'a guest writes in public',
      request: { permission: 'message.write', principal: { role: 'guest' } },
      expect: 'allow',
    },
    {
      title: 'a guest writes in confidence',
      request: {
        permission: 'message.write',
        principal: { role: 'guest' },
        resource: { type: 'Channel', classification: 'confidential' },
      },
      expect: 'deny',
    },
  ],
};

test('every example of the guide has expectations here', () => {
  assert.deepEqual(examples.map(({ id }) => id).sort(), Object.keys(expectations).sort());
});

for (const example of examples) {
  test(`the example “${example.id}” does what it says`, () => {
    const compilation = compilePolicies([example]);
    assert.ok(compilation.ok, JSON.stringify(compilation));
    assert.deepEqual(compilation.warnings, []);
    for (const { title, passed, decision } of runTests(compilation.compiled, expectations[example.id] ?? []))
      assert.ok(passed, `${title}: ${JSON.stringify(decision)}`);
  });
}
