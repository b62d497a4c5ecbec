import { type KeyboardEvent, useState } from 'react';
import type { Row } from '../timeline/rows.ts';

/**
 * Which row shows its buttons. From the list, the arrow keys go from message to message, Tab goes on to the buttons of
 * that message: so the list is one stop, however long it is.
 */
export function useRowKeys(rows: readonly Row[]) {
  const [active, setActive] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    // Inside a field the arrows belong to the text.
    if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const next = neighbour(rows, active, event.key === 'ArrowUp' ? -1 : 1);
    if (next === null) return;
    setActive(next);
    const row = event.currentTarget.querySelector<HTMLElement>(`[data-key="${CSS.escape(next)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };
  return {
    active,
    onKeyDown,
    activate: setActive,
    leave: () => setActive(null),
  };
}

function neighbour(rows: readonly Row[], active: string | null, step: -1 | 1): string | null {
  const messages = rows.filter(({ kind }) => kind === 'message');
  const at = messages.findIndex(({ key }) => key === active);
  const next = at === -1 ? messages.at(-1) : messages[at + step];
  return next?.key ?? null;
}
