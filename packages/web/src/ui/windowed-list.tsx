import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import { useScreenReaderMode } from './use-settings.ts';

interface WindowedListProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly draw: (row: T) => ReactNode;
  /** Height of a row before it was measured. */
  readonly estimatedPx: number;
  readonly className: string;
  readonly listClass: string;
  readonly rowClass: string;
  /** Below the rows. */
  readonly children?: ReactNode;
}

/** Up to here everything is in the page, where the browser's own search finds it. */
const wholeUpTo = 100;

/** A list that scrolls; of a long one only what is near the window is in the page. */
export function WindowedList<T>(props: WindowedListProps<T>) {
  const { label, rows, keyOf, draw, estimatedPx, className, listClass, rowClass, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const whole = useScreenReaderMode() || rows.length <= wholeUpTo;
  const virtualizer = useVirtualizer({
    count: whole ? 0 : rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatedPx,
    overscan: 8,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard.
    <section ref={scroller} className={className} tabIndex={0} aria-label={label}>
      {whole ? (
        <ul className={listClass}>
          {rows.map((row) => (
            <li key={keyOf(row)} className={rowClass}>
              {draw(row)}
            </li>
          ))}
        </ul>
      ) : (
        <ul className={`${listClass} windowed`} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <li
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className={rowClass}
                style={{ transform: `translateY(${start}px)` }}
              >
                {draw(row)}
              </li>
            );
          })}
        </ul>
      )}
      {children}
    </section>
  );
}
