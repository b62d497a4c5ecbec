/** Who can read a channel, and why each of them can. */
import type { ChannelId, Operations, OutputOf } from '@wardroom/contract';
import { useCallback, useEffect, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Avatar, Notice } from '../../ui/parts.tsx';
import { type Failure, failureOf } from '../../workspace/problem.ts';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { Trace } from './trace.tsx';

type Page = OutputOf<Operations['decisions.readers']>;
type Reader = Page['readers'][number];

interface Reading {
  readonly readers: readonly Reader[];
  readonly next: Page['next'];
  readonly failure: Failure | null;
  readonly busy: boolean;
}

const nothing: Reading = { readers: [], next: null, failure: null, busy: true };

/** Also outside of the console, which alone has a cache. */
function useReaders(channelId: ChannelId) {
  const { call } = useWorkspace();
  const [reading, setReading] = useState(nothing);
  const load = useCallback(
    async (after: Page['next'], isWanted: () => boolean) => {
      setReading((known) => ({ ...known, failure: null, busy: true }));
      try {
        const { readers, next } = await call('decisions.readers', {
          channelId,
          ...(after === null ? {} : { after }),
        });
        if (isWanted())
          setReading((known) => ({
            ...nothing,
            ...{ readers: after === null ? readers : [...known.readers, ...readers], next, busy: false },
          }));
      } catch (thrown) {
        if (isWanted()) setReading((known) => ({ ...known, failure: failureOf(thrown), busy: false }));
      }
    },
    [call, channelId],
  );
  useEffect(() => {
    let left = false;
    void load(null, () => !left);
    return () => {
      left = true;
    };
  }, [load]);
  return { ...reading, loadMore: () => void load(reading.next, () => true) };
}

export function Readers({ channelId }: { channelId: ChannelId }) {
  const { t } = useTexts();
  const { readers, next, failure, busy, loadMore } = useReaders(channelId);
  return (
    <div className="readers-why">
      {failure === null ? null : <Notice failure={failure} />}
      <p className="quiet" role="status">
        {busy ? t('explain.asking') : t('explain.readers', { count: readers.length })}
        {next === null ? null : ` ${t('console.moreExist')}`}
      </p>
      <ul>
        {readers.map((reader) => (
          <ReaderLine key={reader.principalId} reader={reader} />
        ))}
      </ul>
      {next === null ? null : (
        <button type="button" className="button small" disabled={busy} onClick={loadMore}>
          {t('console.loadMore')}
        </button>
      )}
    </div>
  );
}

function ReaderLine({ reader: { principalId, explanation } }: { reader: Reader }) {
  const { t } = useTexts();
  const { people, me } = useSynced();
  const person = principalId === me.id ? me : people[principalId];
  const name = person?.displayName ?? t('console.unseen');
  const because = explanation.steps.filter(({ outcome }) => outcome === 'allows');
  // The relation tells most: whether they are in it, or may read it all the same.
  const reason = because.find(({ step }) => step === 'relation') ?? because.at(-1);
  return (
    <li>
      <details>
        <summary>
          <span className="cell-person">
            <Avatar id={principalId} name={name} kind={person?.kind ?? 'person'} />
            <bdi>{name}</bdi>
          </span>
          {reason === undefined ? null : <span className="quiet">{reason.text}</span>}
        </summary>
        <Trace steps={explanation.steps} label={t('explain.traceOf', { name })} />
      </details>
    </li>
  );
}
