import { Terminal } from 'lucide-react';
import { Fragment } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { type CommandLine, writeLine } from './command-lines.ts';

/** What is done here, as the command line does it. */
export function CliLines({ lines }: { lines: readonly CommandLine[] }) {
  const { t } = useTexts();
  const { origin } = useWorkspace().environment;
  const { handle } = useSynced().me;
  const text = lines.map((line) => writeLine(line, { origin, handle })).join('\n');
  return (
    <section className="cli" aria-label={t('console.cli')}>
      <header>
        <Terminal size={14} aria-hidden="true" /> {t('console.cli')}
        <CopyButton text={text} what={t('console.cli')} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>
        {text.split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; two can be the same.
          <span key={index} className="cli-line">
            <Words text={line} />
          </span>
        ))}
      </pre>
    </section>
  );
}

/** Longer than the narrowest line. */
const longWord = 36;

/** No line ends within a word, but after a comma: what follows a hyphen would be read as another. */
const Words = ({ text }: { text: string }) =>
  text.split(/(\s|(?<=,)(?=\S))/).map((word, index) =>
    word.trim() === '' ? (
      word
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place; two can be the same.
      <Fragment key={index}>
        <span className={word.length > longWord ? undefined : 'cli-word'}>{word}</span>
        {word.endsWith(',') ? <wbr /> : null}
      </Fragment>
    ),
  );
