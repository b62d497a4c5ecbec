/** A menu that opens at its button: arrow keys, Home, End and letters move, Escape gives the focus back. */
import type { LucideIcon } from 'lucide-react';
import { Check } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { Float } from './float.tsx';

export interface MenuItem {
  readonly label: string;
  readonly icon?: LucideIcon;
  /** One of several that is chosen. */
  readonly chosen?: boolean;
  readonly danger?: boolean;
  /** A line above: another kind of thing begins. */
  readonly apart?: boolean;
  readonly disabled?: boolean;
  /** The key that does the same without the menu. */
  readonly shortcut?: string;
  readonly onChoose: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** Where it opens: below an element, or at a point of the window. */
  readonly at: DOMRect;
  readonly onClose: () => void;
}

export function Menu({ label, items, at, onClose }: MenuProps) {
  const choose = (item: MenuItem) => {
    if (item.disabled) return;
    // Closed first: what is chosen finds the focus where it was, and nothing inert.
    flushSync(onClose);
    item.onChoose();
  };
  return (
    <Float
      label={label}
      at={at}
      role="menu"
      className="menu"
      first="[aria-checked=true], .menu-item"
      onClose={onClose}
      onKeyDown={move}
    >
      {items.map((item) => (
        <Line key={item.label} item={item} onChoose={() => choose(item)} />
      ))}
    </Float>
  );
}

function Line({ item, onChoose }: { item: MenuItem; onChoose: () => void }) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only radio items are checked.
    <button
      type="button"
      role={item.chosen === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={item.chosen}
      aria-disabled={item.disabled}
      tabIndex={-1}
      className={`menu-item${item.danger ? ' danger' : ''}${item.apart ? ' apart' : ''}`}
      onClick={onChoose}
    >
      {item.icon === undefined ? <span className="menu-blank" /> : <item.icon size={15} aria-hidden="true" />}
      <span className="menu-label">{item.label}</span>
      {item.chosen ? <Check size={15} aria-hidden="true" /> : null}
      {item.shortcut === undefined ? null : (
        <span className="menu-key" aria-hidden="true">
          {item.shortcut}
        </span>
      )}
    </button>
  );
}

function move(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('.menu-item')];
  const target = targetOf(items, event.key);
  if (target === undefined) return;
  target.focus();
  event.preventDefault();
  event.stopPropagation();
}

function targetOf(items: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (key === 'ArrowDown') return items[(at + 1) % items.length];
  if (key === 'ArrowUp') return items.at(at <= 0 ? -1 : at - 1);
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const letter = key.toLowerCase();
  return [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) =>
    item.textContent?.trim().toLowerCase().startsWith(letter),
  );
}

/** Where a menu opened, and closing it. */
export function useOpening() {
  const [at, setAt] = useState<DOMRect | null>(null);
  return {
    at,
    openAt: (element: Element) => setAt((open) => (open === null ? element.getBoundingClientRect() : null)),
    close: () => setAt(null),
  };
}
