/** Numbers of entries in time, and by what they are. */
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { countEntries } from './counting.ts';
import { criteriaOf } from './criteria.ts';
import { readableStores } from './readable.ts';

const stepMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export const auditHistogram = (): Implementation =>
  implementQuery('audit.histogram', {
    async run(tx, context, { step, ...filters }) {
      const stores = readableStores(context, filters.store);
      const grouping = { stepMs: stepMs[step], isByKind: false };
      return { ...(await countEntries(tx, criteriaOf(filters, stores), grouping)), stores };
    },
    async present(_context, { groups, isExact, countedFrom, stores }) {
      const buckets = new Map<number, { at: number; success: number; failure: number; blocked: number }>();
      for (const { at, outcome, entries } of groups) {
        const bucket = buckets.get(at) ?? { at, success: 0, failure: 0, blocked: 0 };
        bucket[outcome] += entries;
        buckets.set(at, bucket);
      }
      const inOrder = [...buckets.values()].sort((one, other) => one.at - other.at);
      return { buckets: inOrder, isExact, countedFrom, stores: [...stores] };
    },
  });

export const auditFacets = (): Implementation =>
  implementQuery('audit.facets', {
    async run(tx, context, filters) {
      const stores = readableStores(context, filters.store);
      const grouping = { stepMs: null, isByKind: true };
      return { ...(await countEntries(tx, criteriaOf(filters, stores), grouping)), stores };
    },
    async present(_context, { groups, isExact, countedFrom, stores }) {
      const of = (key: 'type' | 'outcome' | 'actor_type', most: number) => {
        const sums = new Map<string, number>();
        for (const { [key]: value, entries } of groups)
          if (value !== null) sums.set(value, (sums.get(value) ?? 0) + entries);
        const mostFirst = [...sums].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1));
        return mostFirst.slice(0, most);
      };
      return {
        total: groups.reduce((sum, { entries }) => sum + entries, 0),
        types: of('type', 500).map(([type, count]) => ({ type, count })),
        outcomes: of('outcome', 3).map(([outcome, count]) => ({
          outcome: outcome as 'success' | 'failure' | 'blocked',
          count,
        })),
        actorTypes: of('actor_type', 50).map(([actorType, count]) => ({ actorType, count })),
        ...{ isExact, countedFrom, stores: [...stores] },
      };
    },
  });
