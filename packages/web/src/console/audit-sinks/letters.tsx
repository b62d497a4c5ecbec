import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditSinkView } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { AddressLink } from '../address-link.tsx';
import { Moment } from '../when.tsx';
import { Replay } from './replay.tsx';

interface DeadLettersProps {
  readonly sink: AuditSinkView;
  readonly isManager: boolean;
  readonly onChange: () => void;
}

const perPage = 20;

/** What the destination does not take, the newest first; each can be looked at, and sent again once that has changed. */
export function DeadLetters({ sink, isManager, onChange }: DeadLettersProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['audit-sink-letters', sink.id, sink.refused],
    queryFn: ({ pageParam }) =>
      call('audit.sinks.deadLetters', {
        ...{ sinkId: sink.id, limit: perPage },
        ...(pageParam === null ? {} : { before: pageParam }),
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });
  const letters = data?.pages.flatMap((page) => page.letters) ?? [];
  return (
    <section className="drawer-part" aria-label={t('feeds.letters')}>
      <h3>{t('feeds.letters')}</h3>
      <p className="quiet">{t('feeds.lettersHint', { count: sink.refused })}</p>
      {error === null ? null : <Notice failure={failureOf(error)} />}
      <ul>
        {letters.map(({ index, entryId, status, refusedAt }) => (
          <li key={index}>
            <AddressLink to={{ screen: 'audit', subject: entryId }} className="inline-link">
              {t('feeds.entry')} {t('feeds.number', { count: index })}
            </AddressLink>{' '}
            · <Moment at={refusedAt} />
            {status === null ? null : ` · ${status}`}{' '}
            {isManager ? <Replay sink={sink} from={index} onChange={onChange} /> : null}
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <button type="button" className="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {t('feeds.moreLetters')}
        </button>
      ) : null}
    </section>
  );
}
