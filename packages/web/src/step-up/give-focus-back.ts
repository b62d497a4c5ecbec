/**
 * Gives the focus back to where somebody was. A button that still waits for its answer cannot take it: it gets it when it
 * can be pressed again, unless they have gone on to something else.
 */
export function giveFocusBack(target: EventTarget | null): void {
  if (!(target instanceof HTMLElement) || !target.isConnected) return;
  if (!target.matches(':disabled')) {
    target.focus();
    return;
  }
  const observer = new MutationObserver(() => {
    observer.disconnect();
    if (document.activeElement?.matches('body, dialog')) target.focus();
  });
  observer.observe(target, { attributes: true, attributeFilter: ['disabled'] });
}
