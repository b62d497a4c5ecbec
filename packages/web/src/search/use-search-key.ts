import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

/** Ctrl+Shift+F, or ⌘⇧F, opens the search; there, it goes to the field. */
export function useSearchKey(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !event.shiftKey || event.altKey) return;
      if (!(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      const field = document.querySelector<HTMLInputElement>('.search-field');
      if (field === null) navigate({ to: '/search' }).catch(() => undefined);
      else {
        field.focus();
        field.select();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);
}
