/** A plain text field with the same text in colours behind it, numbered lines, and what is wrong below. */
import { useId, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { CedarText } from './cedar-text.tsx';
import { longestPolicy, type Problem } from './draft.ts';

interface CedarEditorProps {
  readonly label: string;
  readonly text: string;
  readonly readOnly: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly onChange: (text: string) => void;
}

export function CedarEditor({ label, text, readOnly, problems, warnings, onChange }: CedarEditorProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const goTo = ({ line, column }: Problem) => {
    const at = offsetOf(text, line ?? 1, column ?? 1);
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  };
  const wrong = new Set(problems.map(({ line }) => line));
  const told = problems.length + warnings.length > 0;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="cedar" translate="no" data-wrong={problems.length > 0}>
        <ol className="cedar-lines" aria-hidden="true">
          {text.split('\n').map((_line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
            <li key={index} className={wrong.has(index + 1) ? 'wrong' : undefined}>
              {index + 1}
            </li>
          ))}
        </ol>
        <div className="cedar-area">
          {/* The last line has its height, too. */}
          <pre aria-hidden="true">
            <CedarText text={text} />
            {'\n'}
          </pre>
          <textarea
            ref={area}
            id={id}
            wrap="off"
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            maxLength={longestPolicy}
            readOnly={readOnly}
            aria-invalid={problems.length > 0}
            aria-describedby={told ? `${id}-problems` : undefined}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        </div>
      </div>
      <div id={`${id}-problems`} role="status">
        {told ? <ProblemList problems={problems} warnings={warnings} onGo={goTo} /> : null}
      </div>
    </div>
  );
}

interface ProblemListProps {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly onGo: (problem: Problem) => void;
}

function ProblemList({ problems, warnings, onGo }: ProblemListProps) {
  const { t } = useTexts();
  return (
    <ul className="policy-problems">
      {[...problems, ...warnings].map((problem) => {
        const { line, column, message } = problem;
        return (
          <li
            key={`${line} ${column} ${message}`}
            className={problems.includes(problem) ? 'problem' : 'quiet'}
          >
            {line === null ? null : (
              <button type="button" className="button plain small" onClick={() => onGo(problem)}>
                {t('policies.at', { line, column: column ?? 1 })}
              </button>
            )}{' '}
            {message}
          </li>
        );
      })}
    </ul>
  );
}

/** Lines and columns begin at 1; a place beyond the text is its end. */
function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(text.length, start + column - 1);
}
