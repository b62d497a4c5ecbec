/** Whether departments keep people apart, with what changing it means for how many. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Operations, OutputOf } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { CliLines } from './cli-line.tsx';
import { api } from './command-lines.ts';
import { Skeleton } from './pages.tsx';

type State = OutputOf<Operations['tenants.segmentation']>;
const key = ['segmentation'];
const ways = ['open', 'departments'] as const;

export function Segmentation() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { data, error } = useQuery({ queryKey: key, queryFn: () => call('tenants.segmentation', {}) });
  return (
    <section className="setting" aria-labelledby="setting-segmentation">
      <h2 id="setting-segmentation">{t('segmentation.title')}</h2>
      <p className="quiet">{t('segmentation.lead')}</p>
      {error !== null ? (
        <Notice failure={failureOf(error)} />
      ) : data === undefined ? (
        <Skeleton />
      ) : (
        <SegmentationForm key={data.segmentation} state={data} />
      )}
    </section>
  );
}

function SegmentationForm({ state }: { state: State }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState(state.segmentation);
  const [reason, setReason] = useState('');
  const changed = wanted !== state.segmentation;
  const send = useCallback(async () => {
    await workspace.call('tenants.segment', { segmentation: wanted, reason });
    await queries.invalidateQueries({ queryKey: key });
    workspace.announce(t(`segmentation.saved.${wanted}`));
  }, [workspace, queries, wanted, reason, t]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <fieldset className="index-modes">
        <legend className="unseen">{t('segmentation.title')}</legend>
        {ways.map((way) => (
          <label key={way} className="choice">
            <input
              type="radio"
              name="segmentation"
              checked={wanted === way}
              onChange={() => setWanted(way)}
            />
            <span>
              <strong>{t(`segmentation.way.${way}`)}</strong>
              <span className="quiet">{t(`segmentation.hint.${way}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Effect effect={state.effect} apart={wanted === 'departments'} />
      {changed ? (
        <Field
          label={t('segmentation.reason')}
          maxLength={500}
          value={reason}
          problem={problemOf('/reason')}
          onChange={({ target }) => setReason(target.value)}
        />
      ) : null}
      <FormNotice failure={failure} shown={['/reason']} />
      <button type="submit" className="button primary" disabled={busy || !changed}>
        {t('console.save')}
      </button>
      {changed ? <CliLines lines={[api('tenants.segment', { segmentation: wanted, reason })]} /> : null}
    </form>
  );
}

/** How many no longer see how many, or see them all. */
function Effect({ effect, apart }: { effect: State['effect']; apart: boolean }) {
  const { t } = useTexts();
  const { peopleWhoSeeFewer: fewer, peopleInNoDepartment: outside, hiddenFromEach, departments } = effect;
  if (!apart) return <p className="hint">{t('segmentation.effect.open', { count: fewer })}</p>;
  return (
    <ul className="hint" aria-label={t('segmentation.effect')}>
      <li>{t('segmentation.effect.departments', { count: departments })}</li>
      <li>{t('segmentation.effect.fewer', { count: fewer })}</li>
      {fewer > 0 ? <li>{t('segmentation.effect.hidden', { ...hiddenFromEach })}</li> : null}
      <li>{t('segmentation.effect.outside', { count: outside })}</li>
    </ul>
  );
}
