import { type ReactNode, useLayoutEffect, useRef } from 'react';

interface PopoverProps {
  /** What it belongs to, in window coordinates when it opened. */
  readonly anchor: DOMRect;
  readonly label: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const gap = 4;

/**
 * The browser's own popover: above everything, closed by Escape or a click elsewhere, and it gives the focus back. It
 * stands below its anchor, or above where there is more room.
 */
export function Popover({ anchor, label, className, onClose, children }: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const opener = document.activeElement;
    element.showPopover();
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') close.current();
    };
    element.addEventListener('toggle', onToggle);
    element.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    return () => {
      element.removeEventListener('toggle', onToggle);
      const within = element.contains(document.activeElement);
      if (element.matches(':popover-open')) element.hidePopover();
      if (within && opener instanceof HTMLElement && opener.isConnected)
        opener.focus({ preventScroll: true });
    };
  }, []);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const place = () => position(element, anchor);
    place();
    // What loads inside changes its size.
    const observer = new ResizeObserver(place);
    observer.observe(element);
    addEventListener('resize', place);
    return () => {
      observer.disconnect();
      removeEventListener('resize', place);
    };
  }, [anchor]);
  return (
    <div ref={ref} popover="auto" role="dialog" aria-label={label} className={`float ${className}`}>
      {children}
    </div>
  );
}

function position(element: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth, offsetHeight } = element;
  const below = anchor.bottom + gap;
  const fits = below + offsetHeight <= innerHeight - gap;
  const top = fits ? below : Math.max(gap, anchor.top - gap - offsetHeight);
  const end = getComputedStyle(element).direction === 'rtl' ? anchor.left : anchor.right - offsetWidth;
  const left = Math.min(Math.max(gap, end), Math.max(gap, innerWidth - offsetWidth - gap));
  element.style.top = `${Math.min(top, Math.max(gap, innerHeight - offsetHeight - gap))}px`;
  element.style.left = `${left}px`;
}
