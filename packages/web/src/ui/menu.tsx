/** A menu that opens at its button: arrow keys, Home, End and letters move, Escape gives the focus back. */
import type { LucideIcon } from 'lucide-react';
import { Check } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';

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
  const ref = useRef<HTMLDivElement>(null);
  useFocusWhileOpen(ref);
  usePlace(ref, at);
  useOutside(ref, onClose);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (!moved(ref.current, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return createPortal(
    <div ref={ref} className="menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {items.map((item) => (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only radio items are checked.
        <button
          key={item.label}
          type="button"
          role={item.chosen === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={item.chosen}
          aria-disabled={item.disabled}
          tabIndex={-1}
          className={`menu-item${item.danger ? ' danger' : ''}${item.apart ? ' apart' : ''}`}
          onClick={() => {
            if (item.disabled) return;
            onClose();
            item.onChoose();
          }}
        >
          {item.icon === undefined ? (
            <span className="menu-blank" />
          ) : (
            <item.icon size={15} aria-hidden="true" />
          )}
          <span className="menu-label">{item.label}</span>
          {item.chosen ? <Check size={15} aria-hidden="true" /> : null}
          {item.shortcut === undefined ? null : (
            <span className="menu-key" aria-hidden="true">
              {item.shortcut}
            </span>
          )}
        </button>
      ))}
    </div>,
    placeFor(),
  );
}

/** Inside an open dialog everything else is inert: what floats belongs into it. */
const placeFor = (): Element => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;

function moved(menu: HTMLElement | null, key: string): boolean {
  const items = [...(menu?.querySelectorAll<HTMLElement>('.menu-item') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const begins = (item: HTMLElement) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase());
  const target =
    key === 'ArrowDown'
      ? items[(at + 1) % items.length]
      : key === 'ArrowUp'
        ? items.at(at <= 0 ? -1 : at - 1)
        : key === 'Home'
          ? items[0]
          : key === 'End'
            ? items.at(-1)
            : key.length === 1 && key !== ' '
              ? [...items.slice(at + 1), ...items.slice(0, at + 1)].find(begins)
              : undefined;
  target?.focus();
  return target !== undefined;
}

function useFocusWhileOpen(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    const menu = ref.current;
    menu?.querySelector<HTMLElement>('[aria-checked=true], .menu-item')?.focus();
    return () => {
      // A choice may have opened something that took the focus.
      const lost = document.activeElement === document.body || menu?.contains(document.activeElement);
      if (lost && before instanceof HTMLElement) before.focus();
    };
  }, [ref]);
}

const gap = 4;

/** Below, or above where there is no room below; always inside the window. */
function usePlace(ref: RefObject<HTMLElement | null>, at: DOMRect): void {
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const { width, height } = box.getBoundingClientRect();
    const below = at.bottom + gap + height <= innerHeight;
    const top = below
      ? at.bottom + gap
      : Math.max(gap, Math.min(at.top - gap - height, innerHeight - gap - height));
    box.style.top = `${top}px`;
    box.style.left = `${Math.max(gap, Math.min(at.left, innerWidth - gap - width))}px`;
  }, [ref, at]);
}

function useOutside(ref: RefObject<HTMLElement | null>, onClose: () => void): void {
  useEffect(() => {
    const onPointer = (event: Event) => {
      if (!ref.current?.contains(event.target as Node)) onClose();
    };
    const onLeave = () => onClose();
    addEventListener('pointerdown', onPointer, true);
    addEventListener('resize', onLeave);
    return () => {
      removeEventListener('pointerdown', onPointer, true);
      removeEventListener('resize', onLeave);
    };
  }, [ref, onClose]);
}

interface PopoverProps {
  readonly label: string;
  readonly at: DOMRect;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A few words at the thing they explain. */
export function Popover({ label, at, onClose, children }: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    ref.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  usePlace(ref, at);
  useOutside(ref, onClose);
  return createPortal(
    <div
      ref={ref}
      className="menu popover"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
    </div>,
    placeFor(),
  );
}

/** Where a menu opened, and closing it. */
export function useOpening() {
  const [at, setAt] = useState<DOMRect | null>(null);
  return {
    at,
    openAt: (element: Element) => setAt((open) => (open === null ? element.getBoundingClientRect() : null)),
    openAtPoint: (x: number, y: number) => setAt(new DOMRect(x, y, 0, 0)),
    close: () => setAt(null),
  };
}
