import type { AuditEntryView } from '@wardroom/contract';
import { ListFilter } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { TextKey } from '../../i18n/catalogue.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { shortId } from '../../ui/id.tsx';
import { Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useSynced } from '../../workspace/use-workspace.ts';
import type { Names } from '../names.ts';
import { FacetLists } from './facets.tsx';
import type { KnownHere } from './hints.ts';
import { Histogram } from './histogram.tsx';
import { readStores } from './read-stores.ts';
import { SearchLine } from './search-line.tsx';
import { usualDays } from './span.ts';
import { useFacets, useHistogram } from './use-counts.ts';
import type { Chosen } from './use-reading.ts';
import { type Words, writeMoment } from './words.ts';

interface ExploredProps {
  readonly chosen: Chosen;
  /** What is counted ends here. */
  readonly until: number;
  /** Those that are loaded. */
  readonly entries: readonly AuditEntryView[];
  readonly names: Names;
  readonly onSearch: (words: Words) => void;
  /** The entries. */
  readonly children: ReactNode;
}

/** The line of filters, the bars, and the counts beside the entries; on a phone the counts are behind a button. */
export function Explored({ chosen, until, entries, names, onSearch, children }: ExploredProps) {
  const { t } = useTexts();
  const { words, about, problem } = chosen;
  const histogram = useHistogram(chosen, until);
  const facets = useFacets(chosen, until);
  const known = useKnownHere(entries, facets.data?.types ?? []);
  const [isOpen, setOpen] = useState(false);
  const set = Object.keys(words).length;
  const failure = histogram.error ?? facets.error;
  const hasTime = words['from'] !== undefined || words['to'] !== undefined;
  return (
    <div className="audit-explorer">
      <SearchLine words={words} problem={problem} known={known} onSearch={onSearch} />
      {about === null ? null : (
        <p className="quiet">{t('auditLog.about', { name: names.person(about) ?? shortId(about) })}</p>
      )}
      {failure === null ? null : <Notice failure={failureOf(failure)} />}
      {problem !== null || histogram.data === undefined ? null : (
        <div className="audit-counted">
          <Histogram
            counts={histogram.data}
            onChoose={(from, to) => onSearch({ ...words, from: writeMoment(from), to: writeMoment(to) })}
          />
          {hasTime ? (
            <button
              type="button"
              className="button plain small"
              onClick={() => {
                const { from: _from, to: _to, since: _since, until: _until, ...rest } = words;
                onSearch(rest);
              }}
            >
              {t('auditLog.allTime')}
            </button>
          ) : (
            <p className="quiet">{t('auditLog.usualTime', { count: usualDays })}</p>
          )}
        </div>
      )}
      <div className="audit-body" data-open={isOpen}>
        {problem === null ? (
          <>
            <button
              type="button"
              className="button audit-facets-open"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              <ListFilter size={15} aria-hidden="true" />{' '}
              {set === 0 ? t('console.filters') : t('console.filtersSet', { count: set })}
            </button>
            <section className="audit-facets" aria-label={t('auditLog.facets')}>
              <FacetLists facets={facets.data ?? null} words={words} onChoose={onSearch} />
            </section>
          </>
        ) : null}
        <div className="audit-list">{children}</div>
      </div>
    </div>
  );
}

const most = 200;

function useKnownHere(entries: readonly AuditEntryView[], types: KnownHere['types']): KnownHere {
  const { t } = useTexts();
  const synced = useSynced();
  const { people } = synced;
  const stores = useMemo(() => readStores(synced), [synced]);
  return useMemo(
    () => ({
      people: Object.values(people),
      types,
      actions: [...new Set(entries.slice(0, most).map(({ action }) => action))],
      stores,
      about: (word) => t(`auditLog.word.${word}` as TextKey),
      times: {
        '1h': t('auditLog.time.hour'),
        '24h': t('auditLog.time.day'),
        '7d': t('auditLog.time.week'),
        '30d': t('auditLog.time.month'),
      },
    }),
    [t, people, types, stores, entries],
  );
}
