/** What these policies would have made of what happened, and whom of everybody they would concern. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { useNames } from '../names.ts';
import { Skeleton } from '../pages.tsx';
import { useDesk } from './desk.ts';
import { isComplete, type TestRequest } from './draft.ts';
import { RequestFields } from './request-fields.tsx';
import { type Candidate, Simulated } from './simulated.tsx';

const dayMs = 86_400_000;
const spans = ['1', '7', '30', 'all'] as const;

export function SimulateTab() {
  const { t } = useTexts();
  const { now } = useWorkspace().environment;
  const { draft, changed, versions } = useDesk();
  const [span, setSpan] = useState<(typeof spans)[number]>('7');
  const [asked, setAsked] = useState<{ candidate: Candidate; since?: number } | null>(null);
  const newest = versions[0]?.version;
  if (!changed && newest === undefined) return <p className="quiet">{t('policies.nothingToSimulate')}</p>;
  if (!isComplete(draft.set)) return <p className="quiet">{t('policies.incomplete')}</p>;
  const candidate: Candidate = changed || newest === undefined ? { draft: draft.set } : { version: newest };
  const simulate = () =>
    setAsked({ candidate, ...(span === 'all' ? {} : { since: now() - Number(span) * dayMs }) });
  return (
    <div className="policy-simulate">
      <p className="quiet">
        {changed ? t('policies.simulatesDraft') : t('policies.simulatesVersion', { version: newest ?? 0 })}
      </p>
      <section>
        <h2>{t('policies.simulateLogged')}</h2>
        <p className="quiet">{t('policies.simulateLoggedHint')}</p>
        <div className="policy-ask">
          <SelectField
            label={t('policies.since')}
            value={span}
            options={spans.map((one) => [one, t(`policies.since.${one}`)] as const)}
            onChange={setSpan}
          />
          <button type="button" className="button primary" onClick={simulate}>
            {t('policies.simulateNow')}
          </button>
        </div>
        {asked === null ? null : <Simulated {...asked} />}
      </section>
      <Everybody candidate={candidate} />
    </div>
  );
}

function Everybody({ candidate }: { candidate: Candidate }) {
  const { t } = useTexts();
  const [request, setRequest] = useState<TestRequest>({ permission: 'message.write' });
  const [asked, setAsked] = useState<{ candidate: Candidate; request: TestRequest } | null>(null);
  return (
    <section>
      <h2>{t('policies.simulateAll')}</h2>
      <p className="quiet">{t('policies.simulateAllHint')}</p>
      <RequestFields who={false} request={request} readOnly={false} onChange={setRequest} />
      <button type="button" className="button primary" onClick={() => setAsked({ candidate, request })}>
        {t('policies.simulateAllNow')}
      </button>
      {asked === null ? null : <Concerned {...asked} />}
    </section>
  );
}

function Concerned({ candidate, request }: { candidate: Candidate; request: TestRequest }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const names = useNames();
  const { data, error } = useQuery({
    queryKey: ['policies', 'simulateAll', candidate, request],
    queryFn: () => call('policies.simulateAll', { ...candidate, request }),
    gcTime: 0,
  });
  if (error !== null) return <Notice failure={failureOf(error)} />;
  if (data === undefined) return <Skeleton />;
  const { examined, newlyDenied, newlyAllowed, changes } = data;
  return (
    <div className="simulated" role="status">
      <p>
        {newlyDenied + newlyAllowed === 0
          ? t('policies.nobodyConcerned', { count: examined })
          : t('policies.concerned', { count: newlyDenied + newlyAllowed, examined })}
      </p>
      <ul className="policy-lines">
        {changes.map(({ principalId, change }) => (
          <li key={principalId}>
            <span className={change === 'newly_denied' ? 'chip chip-bad' : 'chip chip-ok'}>
              {t(`policies.change.${change}`)}
            </span>{' '}
            <bdi>{names.somebody(principalId)}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}
