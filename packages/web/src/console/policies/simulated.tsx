/** What would be otherwise, of what was logged: counted, and decision by decision. */
import { useQuery } from '@tanstack/react-query';
import type { Operations, OutputOf, PolicySet } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { useNames } from '../names.ts';
import { Skeleton } from '../pages.tsx';
import { Moment } from '../when.tsx';
import { PermissionText, PlaceText } from './decision-parts.tsx';

export type Candidate = { readonly version: number } | { readonly draft: PolicySet };
type Simulation = OutputOf<Operations['policies.simulate']>;

export function Simulated({ candidate, since }: { candidate: Candidate; since?: number }) {
  const { call } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: ['policies', 'simulate', candidate, since ?? 0],
    queryFn: () => call('policies.simulate', { ...candidate, ...(since === undefined ? {} : { since }) }),
    gcTime: 0,
  });
  if (error !== null) return <Notice failure={failureOf(error)} />;
  if (data === undefined) return <Skeleton />;
  return (
    <div className="simulated" role="status">
      <Summary {...data} />
      {data.changes.length === 0 ? null : <Changes simulation={data} />}
    </div>
  );
}

function Summary({ examined, newlyDenied, newlyAllowed }: Simulation) {
  const { t } = useTexts();
  if (examined === 0) return <p>{t('policies.nothingLogged')}</p>;
  if (newlyDenied + newlyAllowed === 0) return <p>{t('policies.nothingOtherwise', { count: examined })}</p>;
  return (
    <>
      <p>{t('policies.otherwise', { count: newlyDenied + newlyAllowed, examined })}</p>
      <ul className="row">
        <li className="chip chip-bad">{t('policies.newlyDenied', { count: newlyDenied })}</li>
        <li className="chip chip-ok">{t('policies.newlyAllowed', { count: newlyAllowed })}</li>
      </ul>
    </>
  );
}

function Changes({ simulation }: { simulation: Simulation }) {
  const { t } = useTexts();
  const names = useNames();
  return (
    <ul className="policy-lines">
      {simulation.changes.map(({ decision, change, determining }) => (
        <li key={decision.id}>
          <span className={change === 'newly_denied' ? 'chip chip-bad' : 'chip chip-ok'}>
            {t(`policies.change.${change}`)}
          </span>{' '}
          <bdi>{names.somebody(decision.principalId)}</bdi> · <PermissionText name={decision.permission} />{' '}
          <PlaceText decision={decision} names={names} />
          <span className="quiet">
            {' '}
            <Moment at={decision.at} />
            {determining.length === 0 ? null : ` · ${determining.join(', ')}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
