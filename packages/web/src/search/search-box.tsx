import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { narrow } from '../chat/welcome.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { IconButton } from '../ui/parts.tsx';
import { clearSearch, search, typeQuery, useSearching } from '../workspace/searching.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { type Hint, hintsFor, type Known, withHint, wordAt } from './filters.ts';

const longestQuery = 500;

/** The field, and below it what can stand at the caret. Enter searches unless a hint is chosen. */
export function SearchBox() {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const query = useSearching((state) => state.query);
  const field = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState<number | null>(query.length);
  const [chosen, setChosen] = useState(-1);
  const list = useId();
  const known = useKnown();
  const word = wordAt(query, caret ?? 0);
  const hints = caret === null ? [] : hintsFor(word.text, known);
  const open = hints.length > 0;
  const take = (hint: Hint) => {
    const next = withHint(query, word, hint.insert);
    // At once: whoever types on has the next letter there before the next frame.
    flushSync(() => {
      typeQuery(workspace, next.query);
      setChosen(-1);
      setCaret(next.caret);
    });
    field.current?.setSelectionRange(next.caret, next.caret);
    field.current?.focus();
  };
  const ask = () => {
    setCaret(null);
    setChosen(-1);
    search(workspace).catch(() => undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const hint = hints[chosen];
    if (step !== 0 && open) {
      event.preventDefault();
      setChosen((now) => Math.min(hints.length - 1, Math.max(-1, now + step)));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && hint !== undefined) {
      event.preventDefault();
      take(hint);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      setCaret(null);
    }
  };
  return (
    <search className="search-form-place">
      <form
        className="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <div className="search-box">
          <Search size={16} aria-hidden="true" />
          <input
            ref={field}
            className="search-field"
            type="text"
            role="combobox"
            enterKeyHint="search"
            autoComplete="off"
            spellCheck={false}
            maxLength={longestQuery}
            aria-label={t('search.field')}
            aria-expanded={open}
            aria-controls={list}
            aria-activedescendant={chosen >= 0 && open ? `${list}-${chosen}` : undefined}
            placeholder={t(matchMedia(narrow).matches ? 'search.placeholderShort' : 'search.placeholder')}
            value={query}
            onChange={(event) => {
              typeQuery(workspace, event.target.value);
              setCaret(event.target.selectionStart);
              setChosen(-1);
            }}
            onSelect={(event) => {
              const { selectionStart } = event.currentTarget;
              setCaret((now) => (now === null ? now : selectionStart));
            }}
            onFocus={(event) => setCaret(event.target.selectionStart)}
            onBlur={() => setCaret(null)}
            onKeyDown={onKeyDown}
          />
          {query === '' ? null : (
            <IconButton
              icon={X}
              label={t('search.clear')}
              onClick={() => {
                clearSearch(workspace);
                field.current?.focus();
              }}
            />
          )}
        </div>
        <button type="submit" className="button primary" disabled={query.trim() === ''}>
          {t('search.submit')}
        </button>
        <Hints id={list} hints={hints} chosen={chosen} onTake={take} />
      </form>
    </search>
  );
}

interface HintsProps {
  readonly id: string;
  readonly hints: readonly Hint[];
  readonly chosen: number;
  readonly onTake: (hint: Hint) => void;
}

function Hints({ id, hints, chosen, onTake }: HintsProps) {
  const { t } = useTexts();
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('search.filters')}
      className="search-hints"
      hidden={hints.length === 0}
    >
      <p className="search-hints-title" aria-hidden="true">
        {t('search.filters')}
      </p>
      {hints.map((hint, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
        <div
          key={hint.insert}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
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

function useKnown(): Known {
  const { t } = useTexts();
  const synced = useSynced();
  const formats = useFormats();
  const { environment } = useWorkspace();
  const today = formats.dayKey(environment.now());
  return useMemo(
    () => ({
      people: Object.values(synced.people),
      channels: Object.values(synced.channels).filter(({ kind }) => kind !== 'direct'),
      today,
      words: {
        from: t('search.filterFrom'),
        in: t('search.filterIn'),
        before: t('search.filterBefore'),
        after: t('search.filterAfter'),
        has: t('search.filterHas'),
        me: t('search.me'),
      },
      has: {
        link: t('search.hasLink'),
        code: t('search.hasCode'),
        reaction: t('search.hasReaction'),
        pin: t('search.hasPin'),
        thread: t('search.hasThread'),
        mention: t('search.hasMention'),
      },
    }),
    [t, synced.people, synced.channels, today],
  );
}
