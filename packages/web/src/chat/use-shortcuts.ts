/** The keys of the app, wherever the focus is. What a dialog or menu is open for is its own. */
import { useEffect, useRef } from 'react';
import { isApple, type ShortcutName, shortcutOf } from '../ui/shortcuts.ts';

/** @returns false: not here and now, the key is somebody else's */
export type Act = (name: ShortcutName) => boolean;

export function useShortcuts(act: Act): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const apple = isApple(navigator.platform);
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = shortcutOf(event, { apple, writing: isField(event.target) });
      if (name === null || (isBusy() && name !== 'switcher' && name !== 'help')) return;
      if (latest.current(name)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)) ||
  (target instanceof HTMLElement && target.isContentEditable);

const isBusy = (): boolean => document.querySelector('dialog[open], .menu') !== null;

/** F6: from one part of the page to the next, as in a window with panes. */
export function moveRegion(step: -1 | 1): boolean {
  const regions = [
    ...document.querySelectorAll<HTMLElement>('[data-region], .pane.channel .timeline, .composer, .side'),
  ]
    .filter((element) => element.checkVisibility())
    .toSorted((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const here = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions.at((here === -1 && step === -1 ? 0 : here + step) % Math.max(1, regions.length));
  if (next === undefined) return false;
  const place = next.matches('.composer') ? next.querySelector<HTMLElement>('textarea') : next;
  if (place !== null && place.tabIndex < 0 && !place.hasAttribute('tabindex')) place.tabIndex = -1;
  place?.focus();
  return true;
}
