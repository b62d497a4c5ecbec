/** Scenarios of reading the audit log; nothing of it is in a snapshot. */
import { query, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

const span = { from: 0, to: 3_600_000 };

let saved: { readonly id: string } | undefined;
const current = (): { viewId: string } => {
  if (!saved) throw new Error('no view has been saved');
  return { viewId: saved.id };
};
const save = async (stage: Stage) => {
  const { answer } = await stage.run('auditor', 'audit.saveView', { name: 'Refusals', filters: {} });
  if (!answer.ok) throw answer.error;
  saved = (answer.output as { view: { id: string } }).view;
};
const entry = async (stage: Stage) => {
  const { answer } = await stage.run('auditor', 'audit.list', {});
  if (!answer.ok) throw answer.error;
  [saved] = (answer.output as { entries: { id: string }[] }).entries;
};

export const auditScenarios: Scenarios = {
  'audit.list': query('auditor', () => ({ outcome: 'blocked' })),
  'audit.tail': query('auditor'),
  'audit.get': [{ by: 'auditor', before: entry, input: () => ({ entryId: current().viewId }) }],
  'audit.histogram': query('auditor', () => span),
  'audit.facets': query('auditor', () => span),
  'audit.views': query('auditor'),
  'audit.saveView': [
    { by: 'auditor', input: () => ({ name: 'Refusals', filters: { outcome: 'blocked' }, isShared: true }) },
    { by: 'member', input: () => ({ name: 'Refusals', filters: {} }), refused: 'forbidden' },
  ],
  'audit.removeView': [
    { by: 'owner', before: save, input: current, refused: 'not_found' },
    { by: 'auditor', before: save, input: current },
  ],
};
