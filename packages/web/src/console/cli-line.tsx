import { Terminal } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { CopyButton } from '../ui/copy-button.tsx';

/** What is done here, as the command line does it. */
export function CliLines({ lines }: { lines: readonly string[] }) {
  const { t } = useTexts();
  return (
    <section className="cli" aria-label={t('console.cli')}>
      <header>
        <Terminal size={14} aria-hidden="true" /> {t('console.cli')}
        <CopyButton text={lines.join('\n')} what={t('console.cli')} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>{lines.join('\n')}</pre>
    </section>
  );
}

/** A value as a POSIX shell takes it. */
const shellWord = (value: string): string =>
  /^[\w.,:/@+=-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

/** `wardroom api principals.suspend principalId=prn_…` */
export const apiLine = (operation: string, input: Readonly<Record<string, string | number>> = {}): string =>
  [
    'wardroom',
    'api',
    operation,
    ...Object.entries(input).map(([key, value]) => shellWord(`${key}=${value}`)),
  ].join(' ');
