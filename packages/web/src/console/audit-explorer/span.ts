/** The time that is counted, and the bars that it is cut into. Pure. */
import type { Operations, OutputOf } from '@wardroom/contract';

type Step = 'minute' | 'hour' | 'day';
type Counted = OutputOf<Operations['audit.histogram']>['buckets'][number];

const stepMs: Readonly<Record<Step, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** As the contract bounds it. */
const mostSteps = 1_500;
const mostBars = 120;
/** What is counted when nobody has chosen a beginning. */
export const usualDays = 30;

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly step: Step;
}

/** Whole steps around what was chosen. */
export function spanOf(chosen: { readonly from?: number; readonly to?: number }, now: number): Span {
  const end = chosen.to ?? now + 1;
  const begin = Math.min(chosen.from ?? end - usualDays * stepMs.day, end - 1);
  const length = end - begin;
  const step: Step = length <= 2 * stepMs.hour ? 'minute' : length <= 5 * stepMs.day ? 'hour' : 'day';
  const unit = stepMs[step];
  const to = Math.ceil(end / unit) * unit;
  return { from: Math.max(Math.floor(begin / unit) * unit, to - mostSteps * unit), to, step };
}

export interface Bar extends Omit<Counted, 'at'> {
  readonly from: number;
  readonly to: number;
  readonly total: number;
}

/** All of the span, those without entries too; several steps to a bar where there are many. */
export function barsOf({ from, to, step }: Span, counted: readonly Counted[]): readonly Bar[] {
  const steps = Math.round((to - from) / stepMs[step]);
  const width = Math.ceil(steps / mostBars) * stepMs[step];
  const bars = Array.from({ length: Math.ceil((to - from) / width) }, (_, at) => {
    const begin = from + at * width;
    return { from: begin, to: Math.min(to, begin + width), success: 0, failure: 0, blocked: 0, total: 0 };
  });
  for (const { at, success, failure, blocked } of counted) {
    const bar = bars[Math.floor((at - from) / width)];
    if (bar === undefined) continue;
    bar.success += success;
    bar.failure += failure;
    bar.blocked += blocked;
    bar.total += success + failure + blocked;
  }
  return bars;
}
