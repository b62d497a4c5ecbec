import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for people who do not see what stands beside it. */
  readonly what: string;
  /** Only its picture, beside what it copies. */
  readonly quiet?: boolean;
}

const words = { idle: 'shell.copy', copied: 'shell.copied', failed: 'shell.copyFailed' } as const;

export function CopyButton({ text, what, quiet = false }: CopyButtonProps) {
  const { t } = useTexts();
  const [state, setState] = useState<keyof typeof words>('idle');
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
  const hidden = quiet && state !== 'failed';
  return (
    <button
      type="button"
      className={quiet ? 'icon-button copy-quiet' : 'button small'}
      title={t(words[state])}
      onClick={copy}
    >
      <Icon size={quiet ? 13 : 14} aria-hidden="true" />
      <span aria-live="polite" className={hidden ? 'unseen' : undefined}>
        {t(words[state])}
      </span>
      <span className="unseen"> {what}</span>
    </button>
  );
}
