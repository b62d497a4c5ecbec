import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { CodeText } from './control-mark.tsx';
import type { Piece } from './highlight.ts';

/** Longer code stays plain: colours would cost more than they help. */
const longestHighlighted = 20_000;

export function CodeBlock({ language, text }: { readonly language: string; readonly text: string }) {
  const { t } = useTexts();
  const pieces = usePieces(language, text);
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="code-place">
      <div className="code-tools">
        {language === '' ? null : <span className="code-language">{language}</span>}
        <button
          type="button"
          className="code-copy"
          aria-label={copied ? t('text.copied') : t('text.copyCode')}
          title={t('text.copyCode')}
          onClick={copy}
        >
          {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide block scrolls; the keyboard must reach it. */}
      <pre className="code-block" tabIndex={0}>
        <code>{pieces === null ? <CodeText text={text} /> : <Pieces pieces={pieces} />}</code>
      </pre>
    </div>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly Piece[] }) {
  return pieces.map((piece, index) =>
    typeof piece === 'string' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: made anew when the text changes.
      <CodeText key={index} text={piece} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
      <span key={index} className={piece.role}>
        <Pieces pieces={piece.pieces} />
      </span>
    ),
  );
}

/** null until the chunk has come, and where there is nothing to colour. The text stands there from the start. */
function usePieces(language: string, text: string): readonly Piece[] | null {
  const [found, setFound] = useState<{ readonly text: string; readonly pieces: readonly Piece[] | null }>();
  useEffect(() => {
    if (language === '' || text.length > longestHighlighted) return;
    let current = true;
    import('./highlight.ts').then(
      ({ highlight }) => {
        if (current) setFound({ text, pieces: highlight(language, text) });
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [language, text]);
  return found?.text === text ? found.pieces : null;
}
