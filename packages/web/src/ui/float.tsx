/** What opens at a control, above everything: beside it under a mouse, as a sheet from the bottom under a thumb. */
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Dialog } from './dialog.tsx';
import { opensAsSheet } from './touch.ts';

interface FloatProps {
  readonly label: string;
  /** What it belongs to, in window coordinates when it opened. */
  readonly at: DOMRect;
  readonly role: 'menu' | 'dialog';
  readonly className: string;
  /** What has the focus first; without a match the whole. Under a thumb a field would bring the keyboard up. */
  readonly first: string;
  readonly onClose: () => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  readonly children: ReactNode;
}

export function Float(props: FloatProps) {
  const [sheet] = useState(opensAsSheet);
  // Once: opened, a sheet is itself the last of the open dialogs.
  const [place] = useState(placeFor);
  return createPortal(sheet ? <Sheet {...props} /> : <Box {...props} />, place);
}

/** Inside an open dialog everything else is inert: what floats belongs into it. */
const placeFor = (): Element => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;

function Sheet({ label, role, className, first, onClose, onKeyDown, children }: FloatProps) {
  return (
    <Dialog title={label} first={role === 'menu' ? first : null} onClose={onClose}>
      {role === 'menu' ? (
        <div role="menu" aria-label={label} tabIndex={-1} className={className} onKeyDown={onKeyDown}>
          {children}
        </div>
      ) : (
        <div className={className}>{children}</div>
      )}
    </Dialog>
  );
}

function Box({ label, at, role, className, first, onClose, onKeyDown, children }: FloatProps) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const before = document.activeElement;
    box.showPopover();
    (box.querySelector<HTMLElement>(first) ?? box).focus();
    return () => {
      // A choice may have opened something that took the focus.
      const lost = document.activeElement === document.body || box.contains(document.activeElement);
      if (lost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [first]);
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const put = () => place(box, at);
    put();
    // What loads inside changes its size.
    const observer = new ResizeObserver(put);
    observer.observe(box);
    addEventListener('resize', put);
    return () => {
      observer.disconnect();
      removeEventListener('resize', put);
    };
  }, [at]);
  useEffect(() => {
    const onPointer = ({ target }: Event) => {
      if (!(target instanceof Element) || ref.current?.contains(target)) return;
      // The button that tells that it is open closes it by itself.
      if (target.closest('[aria-haspopup][aria-expanded=true]') === null) onClose();
    };
    addEventListener('pointerdown', onPointer, true);
    return () => removeEventListener('pointerdown', onPointer, true);
  }, [onClose]);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a name.
    // biome-ignore lint/a11y/noStaticElementInteractions: either role is interactive.
    <div
      ref={ref}
      popover="manual"
      role={role}
      aria-label={label}
      tabIndex={-1}
      className={`float ${className}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || (role === 'menu' && event.key === 'Tab')) {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        } else onKeyDown?.(event);
      }}
    >
      {children}
    </div>
  );
}

const gap = 4;

/** Below, or above where there is no room below; always inside the window. */
function place(box: HTMLElement, at: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = box;
  const inside = (wanted: number, size: number, room: number) =>
    `${Math.max(gap, Math.min(wanted, room - gap - size))}px`;
  const fits = at.bottom + gap + height <= innerHeight - gap;
  const overflows = at.left + width > innerWidth - gap;
  const start = overflows || getComputedStyle(box).direction === 'rtl' ? at.right - width : at.left;
  box.style.top = inside(fits ? at.bottom + gap : at.top - gap - height, height, innerHeight);
  box.style.left = inside(start, width, innerWidth);
}

interface PopoverProps extends Pick<FloatProps, 'label' | 'at' | 'onClose' | 'children'> {
  readonly className?: string;
}

/** Words, a picker or a small form at the thing they are about. */
export const Popover = ({ className = 'popover', ...props }: PopoverProps) => (
  <Float {...props} role="dialog" className={className} first="[data-first-focus]" />
);
