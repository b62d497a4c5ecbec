/** Scenarios of feeds of the audit log; nothing of it is in a snapshot. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { query, type Scenario, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

const feed = { name: 'Collector', destination: { kind: 'file' } };

let made: { readonly id: string; readonly version: number } | undefined;
const current = (): { sinkId: string } => {
  if (!made) throw new Error('no feed has been made');
  return { sinkId: made.id };
};
const make = async (stage: Stage) => {
  const { answer } = await stage.run('owner', 'audit.sinks.create', feed);
  if (!answer.ok) throw answer.error;
  made = (answer.output as { sink: { id: string; version: number } }).sink;
};
const pause = async (stage: Stage) => {
  await make(stage);
  await stage.run('owner', 'audit.sinks.pause', current());
};
let refused = '';
/** A feed with an entry that its destination did not take. */
const refuse = async (stage: Stage) => {
  await make(stage);
  const entryId = stage.parts.ids.next();
  refused = encodeId('auditEntry', entryId);
  await stage.harness.admin.query(
    `insert into tenant.audit_dead_letters (tenant_id, sink_id, index, entry_id, refused_at)
     values ($1, $2, 0, $3, now())`,
    [stage.tenant.tenant.id, uuidOf(current().sinkId), entryId],
  );
};
const letter = () => ({ ...current(), entryIds: [refused] });
/** By whoever may, and refused to whoever only looks. */
const managed = (input: Scenario['input'], before: Scenario['before'] = make): Scenario[] => [
  { by: 'auditor', before, input, refused: 'forbidden' },
  { by: 'owner', before, input },
];

export const feedScenarios: Scenarios = {
  'audit.sinks.list': query('auditor'),
  'audit.sinks.create': [
    { by: 'owner', input: () => feed },
    { by: 'auditor', input: () => feed, refused: 'forbidden' },
  ],
  'audit.sinks.update': [
    ...managed(() => ({ ...feed, ...current(), name: 'Another', version: made?.version ?? 0 })),
    { by: 'owner', before: make, input: () => ({ ...feed, ...current(), version: 9 }), refused: 'conflict' },
  ],
  'audit.sinks.pause': managed(current),
  'audit.sinks.resume': managed(current, pause),
  'audit.sinks.test': managed(current),
  'audit.sinks.probe': managed(() => ({ destination: feed.destination })),
  'audit.sinks.replayLetters': managed(letter, refuse),
  'audit.sinks.dropLetters': managed(letter, refuse),
  'audit.sinks.replay': managed(() => ({ ...current(), from: 0 })),
  'audit.sinks.deadLetters': [{ by: 'auditor', before: make, input: current }],
  'audit.sinks.remove': managed(current),
};
