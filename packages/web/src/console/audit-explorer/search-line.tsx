import { CornerDownLeft, Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTexts } from '../../i18n/use-texts.ts';
import { type Hint, withHint, wordAt } from '../../search/filters.ts';
import { IconButton } from '../../ui/parts.tsx';
import { hintsHere, type KnownHere } from './hints.ts';
import { lineOf, readLine, type WordProblem, type Words } from './words.ts';

interface SearchLineProps {
  readonly words: Words;
  /** Of the words of the address. */
  readonly problem: WordProblem | null;
  readonly known: KnownHere;
  readonly onSearch: (words: Words) => void;
}

const longestLine = 1_000;

/** Filters as they are typed, and below them what can stand at the caret. Enter searches unless a hint is chosen. */
export function SearchLine({ words, problem, known, onSearch }: SearchLineProps) {
  const { t } = useTexts();
  const text = lineOf(words);
  const [typed, setTyped] = useState({ from: text, line: text });
  if (typed.from !== text) setTyped({ from: text, line: text });
  const { line } = typed;
  const [refusal, setRefusal] = useState<WordProblem | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const hinting = useHinting(line, known);
  const id = useId();
  const write = (next: string, caret: number | null) => {
    setTyped({ from: text, line: next });
    setRefusal(null);
    hinting.move(caret);
  };
  const take = ({ insert }: Hint) => {
    const next = withHint(line, hinting.word, insert);
    // At once: whoever types on has the next letter there before the next frame.
    flushSync(() => write(next.query, next.caret));
    field.current?.setSelectionRange(next.caret, next.caret);
    field.current?.focus();
  };
  const search = (asked: string) => {
    hinting.move(null);
    const read = readLine(asked);
    setRefusal(read.problem);
    if (read.problem === null) onSearch(read.words);
  };
  const told = refusal ?? (line === text ? problem : null);
  return (
    <search className="audit-search">
      <form
        className="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          search(line);
        }}
      >
        <div className="search-box">
          <Search size={16} aria-hidden="true" />
          <input
            ref={field}
            className="search-field mono"
            type="text"
            role="combobox"
            enterKeyHint="search"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={longestLine}
            aria-label={t('auditLog.filters')}
            aria-expanded={hinting.hints.length > 0}
            aria-controls={`${id}-hints`}
            aria-activedescendant={hinting.chosen === null ? undefined : `${id}-hints-${hinting.at}`}
            aria-invalid={told !== null}
            aria-describedby={`${id}-problem`}
            placeholder={t('auditLog.placeholder')}
            value={line}
            onChange={({ target }) => write(target.value, target.selectionStart)}
            onSelect={({ currentTarget }) => hinting.follow(currentTarget.selectionStart)}
            onFocus={({ target }) => hinting.move(target.selectionStart)}
            onBlur={() => hinting.move(null)}
            onKeyDown={(event) => hinting.onKeyDown(event, take)}
          />
          {line === '' ? null : (
            <IconButton
              icon={X}
              label={t('auditLog.clear')}
              onClick={() => {
                write('', 0);
                search('');
                field.current?.focus();
              }}
            />
          )}
          {line === text ? null : (
            <button type="submit" className="icon-button" aria-label={t('auditLog.search')}>
              <CornerDownLeft size={16} aria-hidden="true" />
            </button>
          )}
        </div>
        <Hints id={`${id}-hints`} hints={hinting.hints} at={hinting.at} onTake={take} />
      </form>
      <div id={`${id}-problem`} className="problem" role="alert">
        {told === null ? null : <Problem problem={told} />}
      </div>
    </search>
  );
}

function Problem({ problem }: { problem: WordProblem }) {
  const { t, locale } = useTexts();
  const { why, word } = problem;
  if (why === 'no_filter' || why === 'twice') return t(`auditLog.problem.${why}`, { word });
  if (why !== 'value') return t(`auditLog.problem.${why}`, { word, value: problem.value });
  const values = new Intl.ListFormat(locale, { type: 'disjunction' }).format(problem.values);
  return t('auditLog.problem.value', { word, values });
}

/** What can stand at the caret, and which of it is chosen with the arrows. */
function useHinting(line: string, known: KnownHere) {
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(-1);
  const word = wordAt(line, caret ?? 0);
  const hints = caret === null ? [] : hintsHere(word.text, known);
  const chosen = hints[at] ?? null;
  const move = (next: number | null) => {
    setCaret(next);
    setAt(-1);
  };
  return {
    ...{ word, hints, at, chosen, move },
    /** With the arrows and the pointer, as long as it is open. */
    follow: (next: number | null) => setCaret((now) => (now === null ? now : next)),
    onKeyDown(event: KeyboardEvent, take: (hint: Hint) => void) {
      if (event.nativeEvent.isComposing) return;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0 && hints.length > 0) {
        event.preventDefault();
        setAt((now) => Math.min(hints.length - 1, Math.max(-1, now + step)));
      } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== null) {
        event.preventDefault();
        take(chosen);
      } else if (event.key === 'Escape' && hints.length > 0) {
        event.preventDefault();
        move(null);
      }
    },
  };
}

interface HintsProps {
  readonly id: string;
  readonly hints: readonly Hint[];
  readonly at: number;
  readonly onTake: (hint: Hint) => void;
}

function Hints({ id, hints, at, onTake }: HintsProps) {
  const { t } = useTexts();
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('auditLog.hints')}
      className="search-hints"
      hidden={hints.length === 0}
    >
      {hints.map((hint, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
        <div
          key={hint.insert}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className="search-hint"
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(hint)}
        >
          <code>{hint.insert}</code> <bdi className="quiet">{hint.about}</bdi>
        </div>
      ))}
    </div>
  );
}
