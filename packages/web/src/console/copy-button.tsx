import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for people who do not see what stands beside it. */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const { t } = useTexts();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  const Icon = state === 'copied' ? Check : Copy;
  return (
    <button type="button" className="button small" onClick={copy}>
      <Icon size={14} aria-hidden="true" />
      <span aria-live="polite">
        {t(
          state === 'copied' ? 'console.copied' : state === 'failed' ? 'console.copyFailed' : 'console.copy',
        )}
      </span>
      <span className="unseen"> {what}</span>
    </button>
  );
}
