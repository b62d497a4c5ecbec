/** Scenarios of proofs and exports of the audit log; nothing of it is in a snapshot. */
import { encodeId } from '@wardroom/contract';
import { steppedSequencer } from '../../src/testing/audit/sequencer.ts';
import { query, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

const seal = async (stage: Stage) => {
  const { drain, sequencer } = steppedSequencer(stage.harness);
  await drain();
  await sequencer.stop();
};

const asked: { entryId?: string | undefined; cursor?: string } = {};
const find = async (stage: Stage) => {
  await seal(stage);
  const { rows } = await stage.harness.admin.query<{ entry_id: string }>(
    'select entry_id from tenant.audit_log where tenant_id = $1 and index = 0',
    [stage.tenant.tenant.id],
  );
  asked.entryId = encodeId('auditEntry', `${rows[0]?.entry_id}`);
};
const begin = async (stage: Stage) => {
  await seal(stage);
  const { answer } = await stage.run('auditor', 'audit.exports.begin', {});
  if (!answer.ok) throw answer.error;
  asked.cursor = (answer.output as { cursor: string }).cursor;
};
const entry = () => ({ entryId: asked.entryId });
const first = () => ({ from: 1, to: 1 });

export const auditProofScenarios: Scenarios = {
  'audit.checkpoint': query('auditor'),
  'audit.proof': [
    { by: 'auditor', before: find, input: entry },
    { by: 'member', before: find, input: entry, refused: 'forbidden' },
  ],
  'audit.consistency': [
    { by: 'auditor', before: seal, input: first },
    { by: 'auditor', before: seal, input: () => ({ from: 1, to: 1_000_000 }), refused: 'not_found' },
  ],
  'audit.exports.begin': [
    { by: 'auditor', before: seal, input: () => ({ reason: 'request 12' }) },
    { by: 'auditor', before: seal, input: () => ({ to: 1_000_000 }), refused: 'conflict' },
    { by: 'admin', before: seal, input: () => ({}), refused: 'forbidden' },
  ],
  'audit.exports.read': [
    { by: 'auditor', before: begin, input: () => ({ cursor: asked.cursor }) },
    { by: 'owner', before: begin, input: () => ({ cursor: asked.cursor }), refused: 'invalid_cursor' },
  ],
};
