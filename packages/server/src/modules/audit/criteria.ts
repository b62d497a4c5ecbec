/** Filters of the audit log as statements take them: UUIDs, and types instead of what the registry says about types. */
import {
  type AuditFilters,
  type AuditStore,
  type AuditType,
  auditFamilies,
  auditTypes,
  type Uuid,
  uuidOf,
} from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { leastIdAt } from '../../kernel/ids.ts';
import { isReadable, type ReadableStore, readableLabels } from './readable.ts';
import { type IdRoute, idRoutes } from './store/walk.ts';

export interface Criteria {
  readonly ids: Readonly<Record<IdRoute, Uuid | null>>;
  readonly actorType: string | null;
  readonly action: string | null;
  readonly outcome: string | null;
  /** Any of these; null: any. */
  readonly types: readonly string[] | null;
  /** What the caller may read at all; null: any. An entry of another one is no position either. */
  readonly labels: readonly AuditStore[] | null;
  readonly from: number;
  readonly to: number;
}

/** What the contract accepts as a time, and no further. */
export const timeEnd = 253_402_300_799_999;

/** Filters as they come in, with what is absent left out or undefined. */
export type Filters = { readonly [K in keyof AuditFilters]: AuditFilters[K] | undefined };

/** Of entries in these stores. */
export function criteriaOf(filters: Filters, stores: readonly ReadableStore[]): Criteria {
  const idOf = (name: IdRoute): Uuid | null => {
    const id = filters[name];
    return id === undefined ? null : uuidOf(id);
  };
  return {
    ids: {
      actor: idOf('actor'),
      subject: idOf('subject'),
      resource: idOf('resource'),
      credential: idOf('credential'),
      request: idOf('request'),
    },
    actorType: filters.actorType ?? null,
    action: filters.action ?? null,
    outcome: filters.outcome ?? null,
    types: typesOf(filters, stores),
    labels: readableLabels(stores),
    from: filters.from ?? 0,
    to: filters.to ?? timeEnd,
  };
}

/** Types that the registry does not know any more have no family, severity or store. */
function typesOf(
  { type, family, severity, store }: Filters,
  stores: readonly ReadableStore[],
): readonly string[] | null {
  if (
    readableLabels(stores) === null &&
    family === undefined &&
    severity === undefined &&
    store === undefined
  )
    return type === undefined ? null : [type];
  const names = Object.keys(family === undefined ? auditTypes : auditFamilies[family]) as AuditType[];
  return names.filter((name) => {
    const declared = auditTypes[name];
    return (
      isReadable(declared.store, stores) &&
      (type === undefined || name === type) &&
      (severity === undefined || declared.severity === severity) &&
      (store === undefined || declared.store === store || declared.store === 'both')
    );
  });
}

export const givenIds = ({ ids }: Criteria): readonly IdRoute[] =>
  idRoutes.filter((route) => ids[route] !== null);

/** Whether something is asked about what an entry is, rather than whom it names. */
export const asksForClass = ({ actorType, action, outcome, types }: Criteria): boolean =>
  actorType !== null || action !== null || outcome !== null || types !== null;

/** Parameters $4 to $14 of every walk. */
export const fitValues = ({ ids, actorType, action, outcome, types, from, to }: Criteria): unknown[] => [
  ...[ids.actor, ids.subject, ids.resource, ids.credential, ids.request],
  ...[actorType, action, outcome, types, instant(from), instant(to)],
];

/**
 * Ids follow time, and may run ahead of it by what a clock was set back, or a full millisecond pushed on: that is
 * looked at as well, and judged by the time of the entry.
 */
const slackMs = 60_000;
const leastId = '00000000-0000-0000-0000-000000000000' as Uuid;
const greatestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff' as Uuid;

/** The ids between which entries of this time are; both are left out. */
export const spanOf = ({ from, to }: Pick<Criteria, 'from' | 'to'>): readonly [low: Uuid, high: Uuid] => [
  from <= slackMs ? leastId : leastIdAt(from - slackMs),
  to >= timeEnd - slackMs ? greatestId : leastIdAt(to + slackMs),
];
