import { Ellipsis } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';

/** Buttons of what is rarely done: beside the others, and on a phone behind one that shows them. */
export function More({ children }: { children: ReactNode }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const onPress = ({ target }: MouseEvent) => {
      if (opener.current?.contains(target as Node)) return;
      if (!place.current?.contains(target as Node)) return setOpen(false);
      // Before what was pressed opens a dialog: the focus comes back to what can still be seen.
      opener.current?.focus();
      // After what was pressed has opened a menu where it stands.
      setTimeout(() => setOpen(false));
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      setOpen(false);
      opener.current?.focus();
    };
    document.addEventListener('click', onPress, true);
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('click', onPress, true);
      document.removeEventListener('keydown', onKey, true);
    };
  }, [open]);
  return (
    <div className="console-more" ref={place} data-open={open}>
      <button
        ref={opener}
        type="button"
        className="icon-button console-more-open"
        aria-label={t('console.more')}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Ellipsis size={18} aria-hidden="true" />
      </button>
      <div className="console-more-items" id={id}>
        {children}
      </div>
    </div>
  );
}
