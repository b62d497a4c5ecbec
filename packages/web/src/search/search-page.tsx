/** Results of a search beside the conversation they are in. The query stays out of the address: it is content. */
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty, Notice } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import {
  type Found,
  search,
  searchAgain,
  searchOf,
  searchOlder,
  useSearching,
} from '../workspace/searching.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Results } from './results.tsx';
import { SearchBox } from './search-box.tsx';

export default function SearchPage() {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const open = holds(useSynced(), 'message.search');
  const page = useRef<HTMLElement>(null);
  // Asked again after the page was loaded anew; coming back from a result, what was found is still there.
  useEffect(() => {
    const { query, found } = searchOf(workspace).get();
    if (query !== '' && found === null) search(workspace).catch(() => undefined);
    if (found === null) page.current?.querySelector<HTMLElement>('.search-field')?.focus();
  }, [workspace]);
  return (
    <main ref={page} className="pane search-pane" aria-label={t('search.title')}>
      <header className="search-head">
        <Link to="/" className="icon-button back" aria-label={t('timeline.back')}>
          <ArrowLeft size={18} aria-hidden="true" />
        </Link>
        <h1 className="unseen">{t('search.title')}</h1>
        {open ? <SearchBox /> : null}
      </header>
      {open ? <Body /> : <Empty title={t('search.closed')} />}
    </main>
  );
}

function Body() {
  const { t } = useTexts();
  const synced = useSynced();
  const workspace = useWorkspace();
  const found = useSearching((state) => state.found);
  const asking = useSearching((state) => state.asking);
  const failure = useSearching((state) => state.failure);
  const body = useRef<HTMLDivElement>(null);
  useAgain(found);
  // Coming back from a result, the list is where it was left.
  useLayoutEffect(() => {
    const place = body.current;
    if (place === null) return;
    place.scrollTop = searchOf(workspace).get().scrollTop;
    return () => searchOf(workspace).set((state) => ({ ...state, scrollTop: place.scrollTop }));
  }, [workspace]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys go from result to result; Tab does too.
    <div ref={body} className="search-body" aria-busy={asking} onKeyDown={moveBetweenResults}>
      <div className="search-inner">
        {failure === null ? null : <Notice failure={failure} />}
        <p className="search-count" role="status">
          {asking ? t('search.searching') : found?.messages.length ? <Count found={found} /> : ''}
        </p>
        {found === null ? (
          asking || failure !== null ? null : (
            <Empty title={t('search.startTitle')}>{t('search.startText')}</Empty>
          )
        ) : (
          <>
            <Notes found={found} />
            {found.messages.length === 0 && !asking ? (
              <Empty title={found.complete ? t('search.none', { query: found.query }) : t('search.noneYet')}>
                {t(found.complete ? 'search.noneText' : 'search.noneYetText')}
                {holds(synced, 'channel.browse') ? (
                  <div className="first-steps">
                    <Link to="/channels" className="button">
                      {t('sidebar.browse')}
                    </Link>
                  </div>
                ) : null}
              </Empty>
            ) : (
              <Results found={found} />
            )}
            {found.next === null ? null : (
              <button
                type="button"
                className="button"
                disabled={asking}
                onClick={() => searchOlder(workspace).catch(() => undefined)}
              >
                {t('search.more')}
              </button>
            )}
          </>
        )}
      </div>
    </div>
  );
}

const againAfterMs = 4_000;

/** Until the index is built, the answer grows without anybody asking. */
function useAgain(found: Found | null): void {
  const workspace = useWorkspace();
  const indexing = found !== null && !found.complete;
  useEffect(() => {
    if (!indexing) return;
    const timer = setInterval(() => {
      if (!document.hidden) searchAgain(workspace).catch(() => undefined);
    }, againAfterMs);
    return () => clearInterval(timer);
  }, [workspace, indexing]);
}

function Count({ found }: { found: Found }) {
  const { t } = useTexts();
  const count = found.messages.length;
  return t(found.next === null ? 'search.count' : 'search.countMore', { count });
}

/** What makes the results less than one might think. */
function Notes({ found }: { found: Found }) {
  const { t, locale } = useTexts();
  const { unknown, complete } = found;
  return (
    <>
      {unknown.length === 0 ? null : (
        <p className="search-note">
          {t('search.unknown', {
            count: unknown.length,
            filters: new Intl.ListFormat(locale).format(unknown),
          })}
        </p>
      )}
      {complete ? null : (
        <p className="search-note" role="status">
          {t('search.indexing')}
        </p>
      )}
    </>
  );
}

function moveBetweenResults(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const results = [...event.currentTarget.querySelectorAll<HTMLElement>('.result')];
  const at = results.indexOf(document.activeElement as HTMLElement);
  if (at === -1) return;
  event.preventDefault();
  results[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}
