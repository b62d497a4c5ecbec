import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { AuditSinkView, Operations, OutputOf } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { AddressLink } from '../address-link.tsx';
import { Moment } from '../when.tsx';
import { DropLetter, SendLetters } from './letter-acts.tsx';

interface DeadLettersProps {
  readonly sink: AuditSinkView;
  readonly isManager: boolean;
  readonly onChange: () => void;
}

type Letter = OutputOf<Operations['audit.sinks.deadLetters']>['letters'][number];

const perPage = 20;
/** While some go again, how that ends is looked for. */
const lookEveryMs = 1_000;

/** What the destination does not take, the newest first; each can be looked at, sent again, and taken off the list. */
export function DeadLetters({ sink, isManager, onChange }: DeadLettersProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['audit-sink-letters', sink.id, sink.refused],
    queryFn: ({ pageParam }) =>
      call('audit.sinks.deadLetters', {
        ...{ sinkId: sink.id, limit: perPage },
        ...(pageParam === null ? {} : { before: pageParam }),
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ letters }) => letters.some(({ askedAt }) => askedAt !== null)) === true
        ? lookEveryMs
        : false,
  });
  const letters = data?.pages.flatMap((page) => page.letters) ?? [];
  const changed = () => {
    void refetch();
    onChange();
  };
  const waiting = letters.filter(({ askedAt }) => askedAt === null);
  return (
    <section className="drawer-part" aria-label={t('feeds.letters')}>
      <h3>{t('feeds.letters')}</h3>
      <p className="quiet">{t('feeds.lettersHint', { count: sink.refused })}</p>
      {error === null ? null : <Notice failure={failureOf(error)} />}
      <ul>
        {letters.map((letter) => (
          <li key={letter.index}>
            <LetterFacts letter={letter} />
            {isManager ? (
              <div className="row">
                {letter.askedAt === null ? (
                  <SendLetters sink={sink} letters={[letter]} onDone={changed} />
                ) : null}
                <DropLetter sink={sink} letter={letter} onDone={changed} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {isManager && waiting.length > 1 ? (
        <SendLetters sink={sink} letters={waiting} onDone={changed} />
      ) : null}
      {hasNextPage ? (
        <button
          type="button"
          className="button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('feeds.moreLetters')}
        </button>
      ) : null}
    </section>
  );
}

function LetterFacts({ letter: { index, entryId, status, refusedAt, askedAt } }: { letter: Letter }) {
  const { t } = useTexts();
  return (
    <>
      <AddressLink to={{ screen: 'audit', subject: entryId }} className="inline-link">
        {t('feeds.entry')} {t('feeds.number', { count: index })}
      </AddressLink>{' '}
      · <Moment at={refusedAt} />
      {status === null ? null : ` · ${status}`}{' '}
      {askedAt === null ? null : <span className="chip">{t('feeds.letterAsked')}</span>}
    </>
  );
}
