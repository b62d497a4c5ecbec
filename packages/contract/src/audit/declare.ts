/**
 * How an audit event type is declared (AUD-01, AUD-02). What is left out is a compile error; what is recorded beyond the
 * declared fields is refused when it is written.
 */

/** Which store an entry belongs to: a label on the tenant's one log, with its own permission, view and retention. */
export type AuditStore = 'security' | 'compliance' | 'both';

/** Severity in the words of OCSF; `severity_id` is 1 to 5 in this order. */
export const auditSeverities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type AuditSeverity = (typeof auditSeverities)[number];

/**
 * Event classes of OCSF (schema.ocsf.io, category × 1000 + class) and their activities. `other` is activity 99, which
 * every class has: used where the class knows no closer word.
 */
export const ocsfClasses = {
  account: { uid: 3001, create: 1, enable: 2, passwordChange: 3, disable: 5, delete: 6, other: 99 },
  authentication: { uid: 3002, logon: 1, logoff: 2, ticket: 3, renewal: 5, other: 99 },
  session: { uid: 3003, assign: 1, other: 99 },
  entity: { uid: 3004, create: 1, read: 2, update: 3, delete: 4, other: 99 },
  access: { uid: 3005, assign: 1, revoke: 2, other: 99 },
  group: { uid: 3006, assign: 1, revoke: 2, addUser: 3, removeUser: 4, other: 99 },
  web: { uid: 6001, create: 1, read: 2, update: 3, delete: 4, search: 5, import: 6, export: 7, other: 99 },
  api: { uid: 6003, create: 1, read: 2, update: 3, delete: 4, other: 99 },
  datastore: { uid: 6005, read: 1, update: 2, query: 4, write: 5, other: 99 },
  finding: { uid: 2004, create: 1, update: 2, close: 3, other: 99 },
  remediation: { uid: 7001, isolate: 1, evict: 2, restore: 3, harden: 4, other: 99 },
} as const;

export interface OcsfEvent {
  readonly class_uid: number;
  readonly activity_id: number;
}

type OcsfClass = keyof typeof ocsfClasses;
type Activity<C extends OcsfClass> = Exclude<keyof (typeof ocsfClasses)[C], 'uid'>;

export function ocsf<C extends OcsfClass>(name: C, activity: Activity<C>): OcsfEvent {
  const known = ocsfClasses[name] as Readonly<Record<string, number>>;
  return Object.freeze({
    class_uid: ocsfClasses[name].uid,
    activity_id: known[activity as string] ?? ocsfClasses[name].other,
  });
}

/** `id`: a TypeID. `words`: names separated by spaces. `time`: milliseconds since 1970. */
export type AuditFieldKind = 'text' | 'words' | 'id' | 'number' | 'flag' | 'time';

export interface AuditField {
  readonly kind: AuditFieldKind;
  /** May say something about a person: kept beside the log under a commitment, so that it can be erased. */
  readonly isPersonal: boolean;
}

const field = (kind: AuditFieldKind, isPersonal = false): AuditField => Object.freeze({ kind, isPersonal });

export const text = field('text');
export const words = field('words');
export const id = field('id');
export const number = field('number');
export const flag = field('flag');
export const time = field('time');
/** Free text that somebody wrote: it may name people. */
export const written = field('text', true);

export interface AuditDeclaration {
  readonly store: AuditStore;
  readonly severity: AuditSeverity;
  readonly ocsf: OcsfEvent;
  /** One sentence, as the reference shows it. */
  readonly says: string;
  /** What `metadata` may hold; each may be absent. The address of the caller is personal in every type. */
  readonly fields: Readonly<Record<string, AuditField>>;
}

type Declared = Omit<AuditDeclaration, 'fields'> & Partial<Pick<AuditDeclaration, 'fields'>>;

/** Declares the types of one family. */
export const family = <T extends Record<string, Declared>>(
  table: T,
): { readonly [K in keyof T]: AuditDeclaration } =>
  Object.freeze(
    Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, { fields: {}, ...entry }])),
  ) as { readonly [K in keyof T]: AuditDeclaration };
