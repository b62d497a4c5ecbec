/** Scenarios of roles: what somebody holds changes while they look on, by their role and by what it gives. */
import type { Permission, RoleView } from '@wardroom/contract';
import { query, type Scenario, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

const writing: Permission[] = [
  ...(['workspace.read', 'profile.own', 'people.read', 'channel.browse'] as const),
  ...(['message.write', 'message.search'] as const),
];
const without = (...names: Permission[]) => writing.filter((permission) => !names.includes(permission));

let role: RoleView | undefined;
const current = (): RoleView => {
  if (!role) throw new Error('no role has been made');
  return role;
};

async function succeed(
  stage: Stage,
  operation: 'roles.create' | 'roles.list' | 'roles.assign',
  input: object,
) {
  const { answer } = await stage.run('owner', operation, input);
  if (!answer.ok) throw answer.error;
  return answer.output as { role: RoleView; roles: RoleView[] };
}

/** Somebody who wrote as a member writes by a role that can be changed. */
const held = (chosen: readonly Permission[], by: string) => async (stage: Stage) => {
  role = (await succeed(stage, 'roles.create', { name: stage.newName(), chosen })).role;
  await succeed(stage, 'roles.assign', { principalId: stage.idOf(by), role: role.role });
};
const givenBack = (by: string, to: string) => async (stage: Stage) => {
  await succeed(stage, 'roles.assign', { principalId: stage.idOf(by), role: to });
  const { roles } = await succeed(stage, 'roles.list', {});
  role = roles.find((one) => one.role === current().role);
};
const edited = (input: object, more: Partial<Scenario> = {}): Scenario => ({
  by: 'owner',
  before: async (stage) => {
    const { roles } = await succeed(stage, 'roles.list', {});
    role = roles.find((one) => one.role === current().role);
  },
  input: () => ({ roleId: current().role, revision: current().revision, ...input }),
  ...more,
});

export const roleScenarios: Scenarios = {
  'roles.preview': [
    { by: 'admin', input: () => ({ chosen: ['message.mention_all'] }) },
    { by: 'admin', input: () => ({ chosen: ['audit.view'] }), refused: 'forbidden' },
    { by: 'member', input: () => ({ chosen: [] }), refused: 'forbidden' },
  ],
  'roles.create': [
    { by: 'owner', input: (stage) => ({ name: stage.newName(), chosen: writing }) },
    {
      by: 'admin',
      input: (stage) => ({ name: stage.newName(), chosen: ['audit.view'] }),
      refused: 'forbidden',
    },
    { by: 'guest', input: (stage) => ({ name: stage.newName(), chosen: [] }), refused: 'forbidden' },
  ],
  'roles.update': [
    {
      by: 'owner',
      before: held(writing, 'member2'),
      input: () => ({ roleId: current().role, revision: 1, chosen: [...writing, 'message.export'] }),
    },
    edited({ chosen: without('message.write') }),
    edited({ chosen: without('message.write', 'message.search', 'channel.browse') }, { resync: ['member2'] }),
    edited({ chosen: writing }, { resync: ['member2'] }),
    edited({ chosen: without('channel.browse') }, { resync: ['member2'] }),
    edited({ name: 'What it is called' }),
    edited({ chosen: without('people.read') }, { resync: ['member2'] }),
    edited({ chosen: writing }, { resync: ['member2'] }),
    edited({ revision: 1, chosen: [] }, { refused: 'conflict' }),
    edited({ chosen: [] }, { by: 'member', refused: 'forbidden' }),
  ],
  'roles.delete': [
    edited({}, { refused: 'conflict' }),
    edited({}, { before: givenBack('member2', 'member') }),
    edited({}, { before: async () => {}, refused: 'not_found' }),
  ],
  'roles.list': query('member'),
  'roles.assign': [
    {
      by: 'owner',
      before: async (stage) => {
        role = (await succeed(stage, 'roles.create', { name: stage.newName(), chosen: writing })).role;
      },
      input: (stage) => ({ principalId: stage.idOf('member2'), role: current().role }),
    },
    {
      by: 'owner',
      input: (stage) => ({ principalId: stage.idOf('member2'), role: 'admin' }),
      // Whoever begins to see the console sees whether break-glass is open.
      resync: ['member2'],
    },
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
};
