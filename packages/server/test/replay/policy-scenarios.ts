/** Scenarios of policies: what decides changes while they look on. */
import type { Operations, OutputOf, PolicySet } from '@wardroom/contract';
import { query, type Scenario, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

const setOf = (text: string): PolicySet => ({
  policies: [{ id: 'exports', title: 'Exports', text }],
  tests: [],
});
const draft = setOf('forbid(principal, action == Wardroom::Action::"message.export", resource);');

let newest = 0;
let revision = 0;
async function look(stage: Stage): Promise<void> {
  const asked = [
    await stage.run('owner', 'policies.versions', {}),
    await stage.run('owner', 'policies.show', {}),
  ];
  const [listed, shown] = asked.map(({ answer }) => {
    if (!answer.ok) throw answer.error;
    return answer.output;
  });
  newest = (listed as OutputOf<Operations['policies.versions']>).versions[0]?.version ?? 0;
  revision = (shown as OutputOf<Operations['policies.show']>).state.revision;
}
const looking = (by: string, input: () => unknown, more: Partial<Scenario> = {}): Scenario => ({
  ...{ by, before: look, input },
  ...more,
});
const saved = (set: PolicySet) => () => ({ set, basedOn: newest, reason: 'a scenario' });
async function save(stage: Stage): Promise<void> {
  await look(stage);
  const { answer } = await stage.run('owner', 'policies.save', saved(draft)());
  if (!answer.ok) throw answer.error;
  newest += 1;
}
const activated = (mode: string, version: number | null = newest) => ({
  ...{ version, mode, revision, reason: 'a scenario' },
});

export const policyScenarios: Scenarios = {
  'policies.show': query('auditor'),
  'policies.schema': query('owner'),
  'policies.save': [
    looking('owner', saved(draft)),
    looking('owner', saved(setOf('nonsense')), { refused: 'invalid_input' }),
    looking('owner', () => ({ ...saved(draft)(), basedOn: newest + 1 }), { refused: 'conflict' }),
    looking('member', saved(draft), { refused: 'forbidden' }),
  ],
  'policies.versions': query('owner'),
  'policies.get': [
    { by: 'owner', before: save, input: () => ({ version: newest }) },
    { by: 'owner', input: () => ({ version: 9_999 }), refused: 'not_found' },
  ],
  'policies.test': [
    { by: 'owner', input: () => ({ draft }) },
    { by: 'member', input: () => ({ draft }), refused: 'forbidden' },
  ],
  'policies.activate': [
    looking('owner', () => activated('enforce')),
    looking('owner', () => activated('evaluate')),
    looking('owner', () => activated('evaluate', null)),
    looking('owner', () => activated('enforce', 9_999), { refused: 'not_found' }),
    looking('member', () => activated('enforce'), { refused: 'forbidden' }),
  ],
  'policies.simulate': query('owner', () => ({ draft })),
  'policies.simulateAll': query('owner', () => ({ draft, request: { permission: 'message.export' } })),
  'policies.configure': [
    looking('owner', () => ({ revision, timeZone: 'Europe/Berlin', samplePerMille: 0 })),
    looking('owner', () => ({ revision, timeZone: 'Nowhere/Else' }), { refused: 'invalid_input' }),
    looking('admin', () => ({ revision: 999, region: 'eu' }), { refused: 'conflict' }),
  ],
  'decisions.list': query('owner'),
};
