import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Popover } from '../ui/float.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { type Emoji, loadEmoji } from './emoji-data.ts';
import { findEmoji, readRecent, withRecent } from './emoji-search.ts';

interface EmojiPickerProps {
  readonly anchor: DOMRect;
  readonly onChoose: (emoji: string) => void;
  readonly onClose: () => void;
}

const columns = 8;
const recentKey = 'wardroom.emoji';

interface Shelf {
  readonly key: string;
  readonly title: TextKey;
  /** Stands for the shelf among the tabs. */
  readonly sign: string;
  readonly emoji: readonly { readonly emoji: string; readonly label: string }[];
}

/** A field and a grid below it: the arrow keys go through the grid while the field keeps the focus. */
export function EmojiPicker({ anchor, onChoose, onClose }: EmojiPickerProps) {
  const { t } = useTexts();
  const { deviceStorage } = useWorkspace().environment;
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const { all, failed } = useEmoji();
  const base = useId();
  const shelves = useShelves(all, typed);
  const flat = useMemo(() => shelves.flatMap(({ emoji }) => emoji), [shelves]);
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is chosen.
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const toShelf = (number: number, first: number) => {
    setChosen(first);
    const shelf = list.current?.querySelectorAll<HTMLElement>('.emoji-shelf')[number];
    // After the chosen one has come into view: its shelf begins at the top.
    requestAnimationFrame(() => list.current?.scrollTo({ top: shelf?.offsetTop ?? 0 }));
  };
  const choose = (emoji: string) => {
    deviceStorage.write(recentKey, withRecent(deviceStorage.read(recentKey), emoji));
    onClose();
    onChoose(emoji);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const wanted = flat[chosen];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && wanted !== undefined) {
      event.preventDefault();
      choose(wanted.emoji);
      return;
    }
    const next = nextPlace(shelves, chosen, event.key);
    if (next === null || (typed !== '' && event.key.startsWith('Arrow') && event.shiftKey)) return;
    event.preventDefault();
    setChosen(next);
  };
  return (
    <Popover at={anchor} label={t('marks.emojiTitle')} className="emoji-popover" onClose={onClose}>
      <input
        data-first-focus=""
        className="emoji-search"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={base}
        aria-activedescendant={flat.length === 0 ? undefined : `${base}-${chosen}`}
        aria-label={t('marks.emojiSearch')}
        placeholder={t('marks.emojiSearch')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      {typed.trim() === '' ? <Tabs shelves={shelves} chosen={chosen} onChoose={toShelf} /> : null}
      <div ref={list} id={base} role="listbox" aria-label={t('marks.emojiResults')} className="emoji-list">
        <Shelves shelves={shelves} base={base} chosen={chosen} onChoose={choose} />
        {typed !== '' && flat.length === 0 && all !== null ? (
          <p className="quiet none">{t('marks.emojiNone')}</p>
        ) : null}
        {failed ? <p className="quiet none">{t('marks.emojiFailed')}</p> : null}
      </div>
      <p className="emoji-name" aria-hidden="true">
        {flat[chosen] === undefined ? ' ' : `${flat[chosen].emoji} ${flat[chosen].label}`}
      </p>
    </Popover>
  );
}

interface TabsProps {
  readonly shelves: readonly Shelf[];
  readonly chosen: number;
  readonly onChoose: (shelf: number, first: number) => void;
}

/** From shelf to shelf; the one that the chosen emoji is on is pressed. */
function Tabs({ shelves, chosen, onChoose }: TabsProps) {
  const { t } = useTexts();
  let next = 0;
  return (
    <div className="emoji-tabs" role="toolbar" aria-label={t('marks.emojiGroups')}>
      {shelves.map(({ key, title, sign, emoji }, number) => {
        const first = next;
        next += emoji.length;
        return (
          <button
            key={key}
            type="button"
            className="emoji-tab"
            aria-label={t(title)}
            title={t(title)}
            aria-pressed={chosen >= first && chosen < next}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(number, first)}
          >
            {sign}
          </button>
        );
      })}
    </div>
  );
}

interface ShelvesProps {
  readonly shelves: readonly Shelf[];
  readonly base: string;
  readonly chosen: number;
  readonly onChoose: (emoji: string) => void;
}

function Shelves({ shelves, base, chosen, onChoose }: ShelvesProps) {
  const { t } = useTexts();
  let number = 0;
  return shelves.map(({ key, title, emoji }) => (
    // biome-ignore lint/a11y/useSemanticElements: a list box holds groups, not field sets.
    <div key={key} role="group" aria-label={t(title)} className="emoji-shelf">
      <p className="emoji-shelf-title" aria-hidden="true">
        {t(title)}
      </p>
      <div className="emoji-grid" role="presentation">
        {emoji.map((one) => {
          const at = number;
          number += 1;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
            <div
              key={one.emoji}
              id={`${base}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === chosen}
              aria-label={one.label}
              title={one.label}
              className="emoji-option"
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(one.emoji)}
            >
              {one.emoji}
            </div>
          );
        })}
      </div>
    </div>
  ));
}

function useEmoji(): { readonly all: readonly Emoji[] | null; readonly failed: boolean } {
  const [state, setState] = useState<{ all: readonly Emoji[] | null; failed: boolean }>({
    all: null,
    failed: false,
  });
  useEffect(() => {
    let current = true;
    loadEmoji().then(
      (all) => {
        if (current) setState({ all, failed: false });
      },
      () => {
        if (current) setState({ all: null, failed: true });
      },
    );
    return () => {
      current = false;
    };
  }, []);
  return state;
}

const signs = { 0: '😀', 1: '👋', 3: '🐻', 4: '🍎', 5: '✈️', 6: '⚽', 7: '💡', 8: '❤️', 9: '🏁' } as const;
const groups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;

function useShelves(all: readonly Emoji[] | null, typed: string): readonly Shelf[] {
  const { deviceStorage } = useWorkspace().environment;
  return useMemo(() => {
    if (typed.trim() !== '')
      return [{ key: 'found', title: 'marks.found', sign: '', emoji: findEmoji(all ?? [], typed) }] as const;
    const labels = new Map(all?.map(({ emoji, label }) => [emoji, label]));
    const recent = readRecent(deviceStorage.read(recentKey))
      .slice(0, columns)
      .map((emoji) => ({ emoji, label: labels.get(emoji) ?? emoji }));
    const shelves: Shelf[] = groups.flatMap((group) => {
      const emoji = (all ?? []).filter((one) => one.group === group);
      return emoji.length === 0
        ? []
        : [{ key: `group${group}`, title: `marks.group${group}`, sign: signs[group], emoji }];
    });
    return [{ key: 'recent', title: 'marks.recent', sign: '🕘', emoji: recent }, ...shelves];
  }, [all, typed, deviceStorage]);
}

/** Row by row through shelves whose last row may be short. */
function nextPlace(shelves: readonly Shelf[], at: number, key: string): number | null {
  const rows: number[][] = [];
  let number = 0;
  for (const { emoji } of shelves)
    for (let start = 0; start < emoji.length; start += columns) {
      const length = Math.min(columns, emoji.length - start);
      rows.push(Array.from({ length }, (_, index) => number + index));
      number += length;
    }
  if (number === 0) return null;
  if (key === 'ArrowRight') return Math.min(number - 1, at + 1);
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return null;
  const row = rows.findIndex((places) => places.includes(at));
  const target = rows[row + (key === 'ArrowDown' ? 1 : -1)];
  if (target === undefined) return at;
  return target[Math.min(rows[row]?.indexOf(at) ?? 0, target.length - 1)] ?? at;
}
