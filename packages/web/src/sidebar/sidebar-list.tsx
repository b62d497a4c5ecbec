import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useStore } from '../ui/store.ts';
import { useScreenReaderMode } from '../ui/use-settings.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { ChannelRowView } from './channel-row.tsx';
import type { ChannelRow, EmptyRow, HeadRow, SidebarRow } from './rows.ts';
import { SectionHead } from './section-head.tsx';

interface SidebarListProps {
  readonly rows: readonly SidebarRow[];
  readonly current: string | undefined;
  readonly onFold: (row: HeadRow) => void;
  readonly onAdd: (row: HeadRow) => ((row: HeadRow, at: DOMRect) => void) | null;
  readonly onChannelMenu: (row: ChannelRow, at: DOMRect) => void;
  readonly onSectionMenu: (row: HeadRow, at: DOMRect) => void;
}

/** Longer lists show only what is on the screen: thousands of channels are drawn as fast as twenty. */
const wholeUpTo = 150;
const estimatedPx = 31;

export function SidebarList(props: SidebarListProps) {
  const plain = useScreenReaderMode();
  return props.rows.length <= wholeUpTo || plain ? <WholeList {...props} /> : <WindowedList {...props} />;
}

function WholeList(props: SidebarListProps) {
  const { rows, current } = props;
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current !== undefined)
      scroller.current
        ?.querySelector('[aria-current=page]')
        ?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  }, [current]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys go from row to row; Tab does, too.
    <div ref={scroller} className="channels" onKeyDown={moveRow}>
      <ul>
        {rows.map((row) => (
          <li key={row.key} className={`side-row side-row-${row.kind}`}>
            <RowView {...props} row={row} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function WindowedList(props: SidebarListProps) {
  const { rows, current } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatedPx,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  const place = rows.findIndex(({ key }) => key === current);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only going to another channel scrolls, not what others do.
  useEffect(() => {
    if (place !== -1) virtualizer.scrollToIndex(place, { align: 'auto' });
  }, [current]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys go from row to row; Tab does, too.
    <div ref={scroller} className="channels" onKeyDown={moveRow}>
      <ul className="windowed" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className={`side-row side-row-${row.kind}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              <RowView {...props} row={row} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function moveRow(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('.fold, .channel-link')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (at === -1) return;
  event.preventDefault();
  stops[at + step]?.focus();
}

function RowView({
  row,
  current,
  onFold,
  onAdd,
  onChannelMenu,
  onSectionMenu,
}: SidebarListProps & { row: SidebarRow }) {
  const { drafted } = useWorkspace();
  const draft = useStore(drafted, (known) => row.kind === 'channel' && known.has(row.channel.id));
  switch (row.kind) {
    case 'head':
      return <SectionHead row={row} onFold={onFold} onAdd={onAdd(row)} onMenu={onSectionMenu} />;
    case 'empty':
      return <EmptySection section={row.section} />;
    default:
      return <ChannelRowView row={row} current={row.key === current} draft={draft} onMenu={onChannelMenu} />;
  }
}

function EmptySection({ section }: { section: EmptyRow['section'] }): ReactNode {
  const { t } = useTexts();
  return <p className="quiet none">{t(`sidebar.empty.${section}`)}</p>;
}
