import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useState } from 'react';
import { type Act, actOfKey, actsOn } from '../marks/acts.ts';
import { useMessageMenus } from '../marks/menus-context.ts';
import { useMessageActs } from '../marks/use-message-acts.ts';
import { usePlace } from '../workspace/use-may.ts';
import { useSynced } from '../workspace/use-workspace.ts';

/** A row of a list of messages. */
export interface KeyRow {
  readonly key: string;
  readonly message: Message;
}

interface RowKeysInput {
  readonly channelId: ChannelId;
  readonly rows: readonly KeyRow[];
  readonly inThread: boolean;
  readonly onEdit: (messageId: MessageId) => void;
  /** Brings a row into the page that is not drawn. */
  readonly onReveal?: (key: string) => void;
}

/**
 * Which row shows its buttons, and the keys of the focused row. The list is one stop however long it is: arrow keys, Home
 * and End go from message to message, Enter opens the menu of the message, Tab goes on to its buttons.
 */
export function useRowKeys({ channelId, rows, inThread, onEdit, onReveal }: RowKeysInput) {
  const [active, setActive] = useState<string | null>(null);
  const synced = useSynced();
  const place = usePlace(channelId);
  const menus = useMessageMenus();
  const perform = useMessageActs(onEdit);
  const go = (list: HTMLElement, next: KeyRow) => {
    setActive(next.key);
    const focus = () => {
      const row = list.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.key)}"] article`);
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
      return row !== null;
    };
    if (focus()) return;
    onReveal?.(next.key);
    requestAnimationFrame(focus);
  };
  const act = (name: Act, { message }: KeyRow, row: HTMLElement) =>
    perform(name, { message, inThread, anchor: anchorOf(row) });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    const next = neighbour(rows, active, event.key);
    if (next !== null) {
      event.preventDefault();
      go(event.currentTarget, next);
      return;
    }
    const row = event.target as HTMLElement;
    // Inside of a row keys belong to its links and buttons.
    const focused = row.matches('article') ? rows.find(({ key }) => key === active) : undefined;
    if (focused === undefined) return;
    if (event.key === 'Enter' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      menus.open('more', { message: focused.message, inThread, anchor: anchorOf(row) });
      return;
    }
    const wanted = actOfKey(event.key, actsOn(synced, place, focused.message, inThread));
    if (wanted === null) return;
    event.preventDefault();
    act(wanted, focused, row);
  };
  /** The key for context menus; the mouse keeps the menu of the browser. */
  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    const focused = rows.find(({ key }) => key === active);
    const row = event.target as HTMLElement;
    if (event.button === 2 || focused === undefined || !row.matches('article')) return;
    event.preventDefault();
    menus.open('more', { message: focused.message, inThread, anchor: anchorOf(row) });
  };
  /** A finger that is lifted leaves, too, before its tap counts. The row with the focus keeps its buttons. */
  const leave = ({ pointerType, currentTarget }: PointerEvent<HTMLElement>) => {
    if (pointerType !== 'mouse') return;
    const { activeElement } = document;
    const focused = currentTarget.contains(activeElement) ? activeElement?.closest('[data-key]') : null;
    setActive(focused?.getAttribute('data-key') ?? null);
  };
  return { active, onKeyDown, onContextMenu, activate: setActive, leave };
}

const isField = (target: EventTarget): boolean =>
  target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;

/** The top corner of a row, where its buttons are: a long message has its end far away. */
function anchorOf(row: HTMLElement): DOMRect {
  const { right, top, bottom } = row.getBoundingClientRect();
  const y = Math.max(top, 0);
  return new DOMRect(right - 60, y, 40, Math.min(24, bottom - y));
}

function neighbour(rows: readonly KeyRow[], active: string | null, key: string): KeyRow | null {
  const at = rows.findIndex((row) => row.key === active);
  switch (key) {
    case 'ArrowUp':
      return (at === -1 ? rows.at(-1) : rows[at - 1]) ?? null;
    case 'ArrowDown':
      return (at === -1 ? rows.at(-1) : rows[at + 1]) ?? null;
    case 'Home':
      return rows[0] ?? null;
    case 'End':
      return rows.at(-1) ?? null;
    default:
      return null;
  }
}
