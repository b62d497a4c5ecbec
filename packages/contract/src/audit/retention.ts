/** What happens to the audit log itself: how long it is kept, what was removed, what was erased. */
import { family, number, ocsf, text, time, written } from './declare.ts';

export const retentionEvents = family({
  'audit.retention_changed': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'update') },
    says: 'How long the audit log is kept changed; `from` and `to` are days of the security and of the compliance store.',
    fields: { from: text, to: text, version: number },
  },
  'audit.pruned': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('datastore', 'update') },
    says: 'The oldest entries were removed after their time, behind a signed boundary.',
    fields: { entries: number, lowestIndex: number, until: time, retentionDays: number, holds: number },
  },
  'audit.erased': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('datastore', 'update') },
    says: 'What personal fields of the audit log told about somebody was erased; the entries and all proofs stay.',
    fields: { openings: number, waiting: number, reason: written },
  },
});
