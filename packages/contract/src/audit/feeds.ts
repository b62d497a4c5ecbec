/** Feeds of the audit log to systems outside. Their secrets are in no entry. */
import { family, id, number, ocsf, text, words, written } from './declare.ts';

const feed = { sink: id, kind: text, name: written };

export const feedEvents = family({
  'audit.sink_created': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'create') },
    says: 'The audit log is sent to a system outside; `to` says where.',
    fields: { ...feed, to: text, from: number },
  },
  'audit.sink_updated': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'update') },
    says: 'Where a feed of the audit log goes changed, or its secret.',
    fields: { ...feed, before: text, to: text, secret: text },
  },
  'audit.sink_removed': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'delete') },
    says: 'A feed of the audit log was removed.',
    fields: { ...feed, before: text, next: number },
  },
  'audit.sink_paused': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'update') },
    says: 'A feed of the audit log was paused.',
    fields: { ...feed, next: number },
  },
  'audit.sink_resumed': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'update') },
    says: 'A feed of the audit log goes on.',
    fields: { ...feed, next: number },
  },
  'audit.sink_tested': {
    ...{ store: 'compliance', severity: 'low', ocsf: ocsf('entity', 'read') },
    says: 'A test entry was sent to a feed of the audit log.',
    fields: feed,
  },
  'audit.sink_replayed': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'update') },
    says: 'A feed sends the audit log again from a place on.',
    fields: { ...feed, before: number, to: number },
  },
  'audit.sink_probed': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'read') },
    says: 'A test entry was sent by settings of a feed of the audit log that are not saved; `host` says where to.',
    fields: { sink: id, kind: text, host: text },
  },
  'audit.sink_letters_replayed': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'update') },
    says: 'Single entries that a feed of the audit log could not bring go again.',
    fields: { ...feed, letters: number, places: words },
  },
  'audit.sink_letters_dropped': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'update') },
    says: 'Entries that a feed of the audit log could not bring were taken off its list; they stay in the log.',
    fields: { ...feed, letters: number, places: words },
  },
  'audit.sink_stopped': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'update') },
    says: 'A feed of the audit log stopped after days of nothing but failures.',
    fields: { ...feed, next: number, failures: number, fault: text },
  },
});
