import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { HistogramTable } from './histogram-table.tsx';
import type { Bar } from './span.ts';
import type { Counts } from './use-counts.ts';
import { useSpanText } from './use-span-text.ts';

interface HistogramProps {
  readonly counts: Counts;
  /** Entries `from ≤ time < to` are wanted. */
  readonly onChoose: (from: number, to: number) => void;
}

/** Bars between which somebody is choosing, in the order in which they were reached. */
interface Choice {
  readonly anchor: number;
  readonly at: number;
}

const heightPx = 64;
const series = ['success', 'failure', 'blocked'] as const;

/** How much there was and when. Dragging over it, or the arrows with Shift and then Enter, chooses a time. */
export function Histogram({ counts, onChoose }: HistogramProps) {
  const { t } = useTexts();
  const textOf = useSpanText();
  const [choice, setChoice] = useState<Choice | null>(null);
  const { bars } = counts;
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return null;
  const chosen = choice === null ? null : within(bars, choice);
  const pick = (picked: Choice) => {
    const { from, to } = within(bars, picked);
    setChoice(null);
    onChoose(from.from, to.to);
  };
  return (
    <section className="histogram" aria-label={t('auditLog.histogram')}>
      <Plot bars={bars} choice={choice} setChoice={setChoice} onPick={pick} />
      <div className="histogram-axis quiet">
        <time>{textOf.moment(first.from)}</time>
        <span className="histogram-chosen">
          {chosen === null ? <Legend /> : textOf.told(chosen.from.from, chosen.to.to, chosen)}
        </span>
        <time>{textOf.moment(last.to)}</time>
      </div>
      {counts.isExact ? null : (
        <p className="quiet">{t('auditLog.countedFrom', { time: textOf.moment(counts.countedFrom) })}</p>
      )}
      <HistogramTable bars={bars} textOf={textOf} onChoose={onChoose} />
    </section>
  );
}

const Legend = () => {
  const { t } = useTexts();
  return (
    <span className="histogram-legend">
      {series.map((name) => (
        <span key={name} className={`legend-${name}`}>
          {t(`console.audit.outcome.${name}`)}
        </span>
      ))}
    </span>
  );
};

interface PlotProps {
  readonly bars: readonly Bar[];
  readonly choice: Choice | null;
  readonly setChoice: (choice: Choice | null) => void;
  readonly onPick: (choice: Choice) => void;
}

function Plot({ bars, choice, setChoice, onPick }: PlotProps) {
  const { t } = useTexts();
  const { told } = useSpanText();
  const plot = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState(false);
  const now = choice ?? { anchor: bars.length - 1, at: bars.length - 1 };
  const chosen = within(bars, now);
  const barAt = ({ clientX }: PointerEvent): number => {
    const box = plot.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    const share = (clientX - box.left) / box.width;
    return Math.min(bars.length - 1, Math.max(0, Math.floor(share * bars.length)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onPick(now);
    else if (event.key === 'Escape' && choice !== null) setChoice(null);
    else {
      const step = steps[event.key];
      if (step === undefined) return;
      const at = Math.min(bars.length - 1, Math.max(0, step(now.at, bars.length)));
      setChoice({ anchor: event.shiftKey ? now.anchor : at, at });
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={plot}
      className="histogram-plot"
      role="slider"
      tabIndex={0}
      aria-label={t('auditLog.chooseTime')}
      aria-valuemin={1}
      aria-valuemax={bars.length}
      aria-valuenow={now.at + 1}
      aria-valuetext={told(chosen.from.from, chosen.to.to, chosen)}
      onKeyDown={onKeyDown}
      onBlur={() => setChoice(null)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        setChoice({ anchor: barAt(event), at: barAt(event) });
      }}
      onPointerMove={(event) => {
        if (dragging && choice !== null) setChoice({ anchor: choice.anchor, at: barAt(event) });
      }}
      onPointerUp={() => {
        if (dragging && choice !== null) onPick(choice);
        setDragging(false);
      }}
      onPointerCancel={() => {
        setDragging(false);
        setChoice(null);
      }}
    >
      <Bars bars={bars} choice={choice} />
    </div>
  );
}

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

function Bars({ bars, choice }: Pick<PlotProps, 'bars' | 'choice'>) {
  const most = Math.max(1, ...bars.map(({ total }) => total));
  const left = choice === null ? 0 : Math.min(choice.anchor, choice.at);
  const right = choice === null ? 0 : Math.max(choice.anchor, choice.at) + 1;
  return (
    <svg viewBox={`0 0 ${bars.length} ${heightPx}`} preserveAspectRatio="none" aria-hidden="true">
      {choice === null ? null : (
        <rect className="bar-choice" x={left} y={0} width={right - left} height={heightPx} />
      )}
      {bars.flatMap((bar, at) => {
        let base = heightPx;
        return series.map((name) => {
          // Of few there is something to be seen, too.
          const height = bar[name] === 0 ? 0 : Math.max(2, (bar[name] / most) * (heightPx - 6));
          base -= height;
          return height === 0 ? null : (
            <rect
              key={`${bar.from} ${name}`}
              className={`bar-${name}`}
              x={at + 0.1}
              y={Math.max(0, base)}
              width={0.8}
              height={height}
            />
          );
        });
      })}
    </svg>
  );
}

/** Where it begins, where it ends, and all that is in it. */
function within(bars: readonly Bar[], { anchor, at }: Choice) {
  const [low, high] = [Math.min(anchor, at), Math.max(anchor, at)];
  const chosen = bars.slice(low, high + 1);
  const sum = (name: (typeof series)[number]) => chosen.reduce((all, bar) => all + bar[name], 0);
  const nothing: Bar = { from: 0, to: 0, success: 0, failure: 0, blocked: 0, total: 0 };
  return {
    from: chosen[0] ?? nothing,
    to: chosen.at(-1) ?? nothing,
    ...{ success: sum('success'), failure: sum('failure'), blocked: sum('blocked') },
  };
}
