/**
 * Where the reader is in the list. Rows keep their place on the screen when older ones are loaded above them; the list
 * stays at its end while the reader is there, and stays still while the reader is not.
 */
import { defaultRangeExtractor, type Range, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import type { MessageWindow } from '@wardroom/sdk';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Row } from '../timeline/rows.ts';

interface TimelineScrollInput {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: readonly Row[];
  readonly timeline: MessageWindow;
  readonly at: number | undefined;
  /** Every loaded row is in the page, for those who read by ear. */
  readonly whole: boolean;
  /** Keys of rows that stay in the page wherever it is scrolled: the focused one, the edited one. */
  readonly kept: ReadonlySet<string>;
  readonly onOlder: () => void;
  readonly onNewer: () => void;
  /** Leaves the place in the past for the newest page. */
  readonly onNewest: () => void;
}

export interface TimelineScroll {
  readonly visible: readonly VirtualItem[];
  readonly totalSize: number;
  readonly measure: (element: HTMLElement | null) => void;
  readonly atEnd: boolean;
  /** Within a screen of the end. */
  readonly nearEnd: boolean;
  /** Messages that arrived while the reader was elsewhere. */
  readonly fresh: number;
  readonly jump: () => void;
  /** Number of the first row on the screen. */
  readonly firstRow: number;
  /** Scrolls to the row with this key. */
  readonly reveal: (key: string) => void;
}

/** Pixels from the end that still count as the end. */
const endThreshold = 48;
/** Rows from the edge at which the next page is asked for: early enough that nobody waits at the edge. */
const pageAhead = 22;

const estimates: Record<Row['kind'], number> = { start: 120, day: 32, unread: 28, message: 48, outgoing: 48 };

export function useTimelineScroll(input: TimelineScrollInput): TimelineScroll {
  const { scroller, rows, timeline, at, whole, kept, onOlder, onNewer, onNewest } = input;
  const [place, setPlace] = useState({ atEnd: true, nearEnd: true });
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimates[rows[index]?.kind ?? 'message'],
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: whole ? rows.length : 10,
    rangeExtractor: useRangeWith(rows, kept),
    anchorTo: 'end',
    // What a page brings is not news: only at the living end does the list follow.
    followOnAppend: useLiving(timeline),
    scrollEndThreshold: endThreshold,
    scrollPaddingStart: 64,
    paddingEnd: 12,
    onChange: (instance) => {
      const screen = instance.scrollRect?.height ?? 0;
      const next = { atEnd: instance.isAtEnd(endThreshold), nearEnd: instance.isAtEnd(screen) };
      setPlace((now) => (now.atEnd === next.atEnd && now.nearEnd === next.nearEnd ? now : next));
    },
  });
  const visible = virtualizer.getVirtualItems();
  const first = virtualizer.range?.startIndex;
  const last = virtualizer.range?.endIndex;
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = keepsPlace;
  useInitialPlace(virtualizer, rows, at);
  const settled = useSettled(at);
  useEffect(() => {
    if (settled && first !== undefined && first < pageAhead && timeline.hasBefore) onOlder();
  }, [settled, first, timeline, onOlder]);
  useEffect(() => {
    if (last !== undefined && last >= rows.length - pageAhead && timeline.hasAfter) onNewer();
  }, [last, rows.length, timeline, onNewer]);
  useFollowOwn(virtualizer, rows);
  useEndKept(scroller, virtualizer, place.atEnd);
  const atEnd = place.atEnd && !timeline.hasAfter;
  return {
    visible,
    totalSize: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    atEnd,
    nearEnd: place.nearEnd && !timeline.hasAfter,
    fresh: useFresh(timeline, atEnd),
    jump: () => (timeline.hasAfter ? onNewest() : virtualizer.scrollToEnd()),
    firstRow: first ?? 0,
    reveal(key) {
      const index = rows.findIndex((row) => row.key === key);
      if (index !== -1) virtualizer.scrollToIndex(index, { align: key === 'unread' ? 'start' : 'auto' });
    },
  };
}

/** What is on the screen and around it, and the rows that must not leave the page. */
function useRangeWith(rows: readonly Row[], kept: ReadonlySet<string>): (range: Range) => number[] {
  return useCallback(
    (range: Range) => {
      const near = defaultRangeExtractor(range);
      if (kept.size === 0) return near;
      const further = rows.flatMap(({ key }, index) => (kept.has(key) ? [index] : []));
      return [...new Set([...near, ...further])].toSorted((a, b) => a - b);
    },
    [rows, kept],
  );
}

/** The list reached the present, and did so before this change. */
function useLiving(timeline: MessageWindow): boolean {
  const before = useRef(timeline.hasAfter);
  const living = !before.current && !timeline.hasAfter;
  useEffect(() => {
    before.current = timeline.hasAfter;
  }, [timeline.hasAfter]);
  return living;
}

/**
 * What is above the screen may grow late: an unfolded text, a picture, coloured code. A row that is measured for the first
 * time was only guessed, so it counts as soon as it begins above the screen.
 */
const keepsPlace: Virtualizer['shouldAdjustScrollPositionOnItemSizeChange'] = (item, _delta, virtualizer) => {
  const offset = virtualizer.scrollOffset ?? 0;
  return virtualizer.itemSizeCache.has(item.key) ? item.end <= offset : item.start < offset;
};

type Virtualizer = ReturnType<typeof useVirtualizer<HTMLDivElement, HTMLElement>>;

/**
 * The row of the message with this channel_seq. A place that is not in this list, as that of a reply, stands for the next
 * one that is, but only where what is before it is loaded, too.
 */
function rowAt(rows: readonly Row[], at: number): number {
  const first = rows.find(({ kind }) => kind === 'message');
  const before = first?.kind === 'message' && first.message.channelSeq > at;
  if (before && rows[0]?.kind !== 'start') return -1;
  return rows.findIndex((row) => row.kind === 'message' && row.message.channelSeq >= at);
}

/** Once per channel: the linked message, else the unread line, else the end. */
function useInitialPlace(virtualizer: Virtualizer, rows: readonly Row[], at: number | undefined): void {
  const placed = useRef<number | 'end' | null>(null);
  useLayoutEffect(() => {
    if (rows.length === 0 || placed.current === (at ?? 'end')) return;
    const linked = at === undefined ? -1 : rowAt(rows, at);
    if (at !== undefined && linked === -1) return;
    const repeated = placed.current !== null;
    placed.current = at ?? 'end';
    const unread = rows.findIndex(({ kind }) => kind === 'unread');
    if (linked !== -1) virtualizer.scrollToIndex(linked, { align: 'center' });
    // The address lost its `at`: the reader stays where they are.
    else if (repeated) return;
    else if (unread !== -1) virtualizer.scrollToIndex(unread, { align: 'start' });
    else virtualizer.scrollToEnd();
  }, [virtualizer, rows, at]);
}

const settlingMs = 300;

/**
 * The way to the first place aims at the number of a row until its heights are measured; a page put before it
 * meanwhile would make it another row.
 */
function useSettled(at: number | undefined): boolean {
  const [settled, setSettled] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another link is another way.
  useEffect(() => {
    setSettled(false);
    const timer = setTimeout(() => setSettled(true), settlingMs);
    return () => clearTimeout(timer);
  }, [at]);
  return settled;
}

/** A keyboard on the glass, a field that grows, a smaller window: who was at the end stays there. */
function useEndKept(
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer,
  atEnd: boolean,
): void {
  const was = useRef(atEnd);
  useEffect(() => {
    was.current = atEnd;
  }, [atEnd]);
  useEffect(() => {
    const list = scroller.current;
    if (list === null) return;
    let height = list.clientHeight;
    const observer = new ResizeObserver(() => {
      const less = list.clientHeight < height;
      height = list.clientHeight;
      // What was drawn last is what the reader had before the list became lower.
      if (less && was.current) virtualizer.scrollToEnd();
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [scroller, virtualizer]);
}

/** Who sends sees what was sent, wherever they were reading. */
function useFollowOwn(virtualizer: Virtualizer, rows: readonly Row[]): void {
  const outgoing = rows.reduce((count, { kind }) => count + Number(kind === 'outgoing'), 0);
  const before = useRef(outgoing);
  useLayoutEffect(() => {
    if (outgoing > before.current) virtualizer.scrollToEnd();
    before.current = outgoing;
  }, [virtualizer, outgoing]);
}

function useFresh(timeline: MessageWindow, atEnd: boolean): number {
  const newest = timeline.messages.at(-1)?.channelSeq ?? 0;
  const [seen, setSeen] = useState(newest);
  useEffect(() => {
    if (atEnd) setSeen(newest);
  }, [atEnd, newest]);
  if (atEnd || timeline.hasAfter) return 0;
  return timeline.messages.reduce((count, { channelSeq }) => count + Number(channelSeq > seen), 0);
}
