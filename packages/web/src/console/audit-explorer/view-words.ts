/** Saved views as the contract keeps them, with ids, and as the address says them. Pure. */
import type { AuditView, InputOf, Operations } from '@wardroom/contract';
import {
  type AuditFilterName,
  auditFilterOf,
  auditWordOf,
  readSpan,
} from '../../../../contract/src/audit/words.ts';
import { type Filters, type Words, writeMoment } from './words.ts';

type SavedFilters = InputOf<Operations['audit.saveView']>['filters'];

/** Spans that the contract takes. */
const leastMs = 60_000;

/** With times that move where they were typed so, `from:7d`. */
export function filtersToSave(words: Words, filters: Filters): SavedFilters {
  const typed = Object.entries(words).find(([word]) => auditFilterOf(word) === 'from')?.[1] ?? '';
  const spanMs = readSpan(typed);
  if (spanMs === null || spanMs < leastMs || filters.to !== undefined) return filters;
  const { from: _, ...rest } = filters;
  return { ...rest, spanMs };
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

function writeSpan(ms: number): string {
  const [unit, unitMs] = units.find(([, length]) => ms % length === 0) ?? ['m', 60_000];
  return `${Math.max(1, Math.round(ms / unitMs))}${unit}`;
}

/** @param handleOf what is typed for somebody */
export function wordsOfView({ filters }: AuditView, handleOf: (id: string) => string): Words {
  const { spanMs, ...rest } = filters;
  const words = Object.entries(rest).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const written =
      typeof value === 'number'
        ? writeMoment(value)
        : name === 'actor' || name === 'subject'
          ? handleOf(value)
          : value;
    return [[auditWordOf(name as AuditFilterName), written] as const];
  });
  return Object.fromEntries(spanMs === undefined ? words : [...words, ['from', writeSpan(spanMs)]]);
}
