/** Short words about what was just done, with a way back where there is one. They go by themselves. */
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { IconButton } from './parts.tsx';
import { createStore, useStore } from './store.ts';

interface Toast {
  readonly text: string;
  readonly undo?: () => void;
}

const toasts = createStore<Toast | null>(null);
const shownMs = 8_000;

/** One at a time: the newest. */
export const showToast = (toast: Toast): void => toasts.set(() => toast);

export function Toasts() {
  const { t } = useTexts();
  const toast = useStore(toasts, (now) => now);
  const close = () => toasts.set(() => null);
  useEffect(() => {
    if (toast === null) return;
    const timer = setTimeout(() => toasts.set((now) => (now === toast ? null : now)), shownMs);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="toasts" role="status">
      {toast === null ? null : (
        <div className="toast">
          <span>{toast.text}</span>
          {toast.undo === undefined ? null : (
            <button
              type="button"
              className="link"
              onClick={() => {
                close();
                toast.undo?.();
              }}
            >
              {t('shell.undo')}
            </button>
          )}
          <IconButton icon={X} label={t('shell.close')} onClick={close} />
        </div>
      )}
    </div>
  );
}
