/** Of a long table only the rows near the window are in the page, and those that somebody stands on. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useScreenReaderMode } from '../ui/use-settings.ts';

/** Up to here everything is in the page, where the browser's own search finds it. */
const wholeUpTo = 200;
const rowPx = 36;
const overscan = 12;

export interface TableWindow {
  /** Rows that are in the page, each with the height of what is left out before it; null: all of them are. */
  readonly drawn: readonly { readonly index: number; readonly gapPx: number }[] | null;
  /** Of what is left out after the last one. */
  readonly endPx: number;
  readonly measure: (row: HTMLElement | null) => void;
  /** Brings a row into the page and gives it the focus. */
  readonly focus: (index: number) => void;
}

/** @param kept ids of rows that stay in the page wherever it is scrolled */
export function useTableWindow(
  body: RefObject<HTMLElement | null>,
  ids: readonly string[],
  kept: readonly (string | null)[],
): TableWindow {
  const whole = useScreenReaderMode() || ids.length <= wholeUpTo;
  const [aboveTable, setAboveTable] = useState(0);
  const scrollerOf = () => body.current?.closest('main') ?? null;
  const stays = kept.map((id) => (id === null ? -1 : ids.indexOf(id))).filter((index) => index !== -1);
  const staying = stays.join();
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count: whole ? 0 : ids.length,
    getScrollElement: scrollerOf,
    estimateSize: () => rowPx,
    getItemKey: useCallback((index: number) => ids[index] ?? index, [ids]),
    overscan,
    scrollMargin: aboveTable,
    rangeExtractor: useCallback(
      (range: Range) => {
        const always = staying === '' ? [] : staying.split(',').map(Number);
        return [...new Set([...defaultRangeExtractor(range), ...always])].toSorted((a, b) => a - b);
      },
      [staying],
    ),
  });
  // What stands above grows and folds; each scroll draws anew, and finds its place again.
  useLayoutEffect(() => {
    const [scroller, first] = [scrollerOf(), body.current];
    if (whole || scroller === null || first === null) return;
    const top = first.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    if (Math.abs(top - aboveTable) > 1) setAboveTable(top);
  });
  const focus = (index: number) => {
    const id = ids[index];
    if (!whole) flushSync(() => virtualizer.scrollToIndex(index, { align: 'auto' }));
    const find = () =>
      [...(body.current?.querySelectorAll<HTMLElement>('.row-link') ?? [])].find(
        ({ dataset }) => dataset['row'] === id,
      );
    const found = find();
    // The scroll is told to the window a frame later.
    if (found === undefined) requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
    else found.focus();
  };
  if (whole) return { drawn: null, endPx: 0, measure: () => undefined, focus };
  let end = aboveTable;
  const drawn = virtualizer.getVirtualItems().map((item) => {
    const gapPx = item.start - end;
    end = item.end;
    return { index: item.index, gapPx };
  });
  const endPx = virtualizer.getTotalSize() + aboveTable - end;
  return { drawn, endPx, measure: virtualizer.measureElement, focus };
}
