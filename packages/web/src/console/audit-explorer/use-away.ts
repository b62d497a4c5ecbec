import { type RefObject, useEffect, useState } from 'react';

/** Whether somebody has scrolled further down than this: it is above what is seen. */
export function useAway(top: RefObject<HTMLElement | null>): boolean {
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const mark = top.current;
    if (mark === null) return;
    const observer = new IntersectionObserver(
      (changes) => {
        const last = changes.at(-1);
        if (last === undefined) return;
        const edge = last.rootBounds?.top ?? 0;
        setAway(!last.isIntersecting && last.boundingClientRect.bottom <= edge + 1);
      },
      { root: mark.closest('main') },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, [top]);
  return isAway;
}
