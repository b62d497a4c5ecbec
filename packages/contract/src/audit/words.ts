/**
 * Filters of the audit log as people write them: `outcome:blocked actor:olga from:2h`. One rule for the command line and
 * the console. Imports nothing, so that a browser can load it alone.
 */
import type { AuditSeverity } from './declare.ts';
import type { ActorType, AuditFamily } from './registry.ts';

/** What is typed → the filter of `audit.list`. The first that names a filter is how it is written back. */
const filters = {
  actor: 'actor',
  subject: 'subject',
  kind: 'actorType',
  action: 'action',
  outcome: 'outcome',
  resource: 'resource',
  token: 'credential',
  credential: 'credential',
  request: 'request',
  type: 'type',
  family: 'family',
  severity: 'severity',
  store: 'store',
  from: 'from',
  since: 'from',
  to: 'to',
  until: 'to',
} as const;

export type AuditWord = keyof typeof filters;
export type AuditFilterName = (typeof filters)[AuditWord];

/** How each filter is written, in the order in which they are offered. */
export const auditWords: readonly AuditWord[] = (Object.keys(filters) as AuditWord[]).filter(
  (word, at, all) => all.findIndex((other) => filters[other] === filters[word]) === at,
);

/** `outcome` for `outcome`, `token` for `credential`. */
export const auditWordOf = (name: AuditFilterName): AuditWord =>
  auditWords.find((word) => filters[word] === name) ?? 'type';

/** Null: no filter has this name. */
export const auditFilterOf = (word: string): AuditFilterName | null =>
  Object.hasOwn(filters, word) ? filters[word as AuditWord] : null;

/** Null: it is not `name:value` with the name of a filter. */
export function splitAuditWord(
  text: string,
): { readonly typed: string; readonly name: AuditFilterName; readonly value: string } | null {
  const [, typed = '', value = ''] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  const name = auditFilterOf(typed);
  return name === null ? null : { typed, name, value };
}

const namesOf = <Name extends string>(names: Readonly<Record<Name, true>>) => Object.keys(names) as Name[];

/** What a filter takes, where that is a closed list: one that is missing here does not compile. */
export const auditWordValues: { readonly [Name in AuditFilterName]?: readonly string[] } = {
  actorType: namesOf<ActorType>({
    ...{ person: true, bot: true, service: true, agent: true, system: true, operator: true, anonymous: true },
  }),
  outcome: ['success', 'failure', 'blocked'],
  family: namesOf<AuditFamily>({
    ...{ 'sign-in': true, people: true, authorisation: true, credentials: true, conversations: true },
    ...{ retention: true, trust: true, feeds: true, platform: true },
  }),
  severity: namesOf<AuditSeverity>({
    ...{ informational: true, low: true, medium: true, high: true, critical: true },
  }),
  store: ['security', 'compliance'],
};

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `2h` as milliseconds; null: it is no such span. */
export function readSpan(text: string): number | null {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  return count === undefined || unit === undefined ? null : Number(count) * units[unit as keyof typeof units];
}

/**
 * A moment as it is typed: `2h` ago, a day (UTC), or an exact time with its zone.
 * @returns milliseconds since the epoch; null: it is none of these
 */
export function readMoment(text: string, now: number): number | null {
  const span = readSpan(text);
  if (span !== null) return now - span;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  // Without a zone the same words would be another moment on another machine.
  const isExact = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const at = isDay || isExact ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
