/**
 * The closed registry of audit event types (AUD-01, AUD-02): each has a store, a severity, a place in OCSF, and the
 * fields it may carry, with which of them are personal. Privilege and life-cycle events are in both stores.
 */
import { authorisationEvents } from './authorisation.ts';
import { conversationEvents } from './conversations.ts';
import { credentialEvents } from './credentials.ts';
import type { AuditDeclaration } from './declare.ts';
import { feedEvents } from './feeds.ts';
import { peopleEvents } from './people.ts';
import { platformEvents } from './platform.ts';
import { retentionEvents } from './retention.ts';
import { signInEvents } from './sign-in.ts';
import { trustEvents } from './trust.ts';

/** By family, in the order of the reference. */
export const auditFamilies = Object.freeze({
  'sign-in': signInEvents,
  people: peopleEvents,
  authorisation: authorisationEvents,
  credentials: credentialEvents,
  conversations: conversationEvents,
  retention: retentionEvents,
  trust: trustEvents,
  feeds: feedEvents,
  platform: platformEvents,
});
export type AuditFamily = keyof typeof auditFamilies;

type Registry = typeof signInEvents &
  typeof peopleEvents &
  typeof authorisationEvents &
  typeof credentialEvents &
  typeof conversationEvents &
  typeof retentionEvents &
  typeof trustEvents &
  typeof feedEvents &
  typeof platformEvents;

export type AuditType = keyof Registry;

export const auditTypes: Readonly<Record<AuditType, AuditDeclaration>> = Object.freeze(
  Object.assign({}, ...Object.values(auditFamilies)) as Registry,
);

/**
 * `blocked`: somebody asked and was refused. `failure`: the deployment did something by itself and could not. What a call
 * meets that is no refusal changed nothing and leaves nothing (refusal-records.ts).
 */
export type AuditOutcome = 'success' | 'failure' | 'blocked';
export const actorTypes = ['person', 'bot', 'service', 'agent', 'system', 'operator', 'anonymous'] as const;
export type ActorType = (typeof actorTypes)[number];
export type AuditMetadata = Readonly<Record<string, string | number | boolean | null>>;

const primitive = {
  text: 'string',
  words: 'string',
  id: 'string',
  number: 'number',
  time: 'number',
  flag: 'boolean',
} as const;

/** Names of what `metadata` holds beyond the declaration of its type, or of another kind; empty when all is declared. */
export function undeclaredFields(type: AuditType, metadata: AuditMetadata): string[] {
  const { fields } = auditTypes[type];
  return Object.entries(metadata)
    .filter(([name, value]) => {
      const declared = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return declared === undefined || (value !== null && typeof value !== primitive[declared.kind]);
    })
    .map(([name]) => name);
}
