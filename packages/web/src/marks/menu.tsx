import type { LucideIcon } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { Popover } from './popover.tsx';

export interface MenuItem {
  readonly key: string;
  readonly icon: LucideIcon;
  readonly label: string;
  /** The key that does the same without the menu. */
  readonly shortcut: string;
  readonly danger?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  readonly anchor: DOMRect;
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
}

/** Arrow keys, Home and End go through it, Enter chooses (ARIA Authoring Practices, menu button). */
export function Menu({ anchor, label, items, onClose }: MenuProps) {
  return (
    <Popover anchor={anchor} label={label} className="menu-popover" onClose={onClose}>
      <div role="menu" aria-label={label} className="menu" tabIndex={-1} onKeyDown={moveFocus}>
        {items.map(({ key, icon: Icon, label: text, shortcut, danger = false, run }, index) => (
          <button
            key={key}
            type="button"
            role="menuitem"
            className={danger ? 'menu-item danger' : 'menu-item'}
            tabIndex={-1}
            aria-keyshortcuts={shortcut === 'Del' ? 'Delete' : shortcut}
            data-first-focus={index === 0 ? '' : undefined}
            onClick={() => {
              onClose();
              run();
            }}
          >
            <Icon size={15} aria-hidden="true" />
            {text}
            <span className="menu-key" aria-hidden="true">
              {shortcut}
            </span>
          </button>
        ))}
      </div>
    </Popover>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(next % items.length)?.focus();
}
