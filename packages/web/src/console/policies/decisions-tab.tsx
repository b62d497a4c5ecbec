/** The log of decisions: denials, unless somebody asks for others. Each read is itself an entry in the audit log. */
import type { PrincipalId } from '@wardroom/contract';
import { RefreshCw } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Empty } from '../../ui/parts.tsx';
import { holds } from '../../workspace/rights.ts';
import { useFormats } from '../../workspace/use-formats.ts';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { AddressLink } from '../address-link.tsx';
import { Filters, SelectFilter } from '../filters.tsx';
import { useNames } from '../names.ts';
import { PagesView, usePages } from '../pages.tsx';
import { useAddress } from '../use-address.ts';
import { type Decision, PermissionText, PlaceText, questionOf } from './decision-parts.tsx';

const outcomes = ['denied', 'allowed', 'all'] as const;
const pageSize = 100;

export function DecisionsTab() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { filters } = useAddress();
  const outcome = outcomes.find((name) => name === filters.outcome) ?? 'denied';
  const principalId = filters.principal as PrincipalId | undefined;
  const pages = usePages<Decision>(['decisions', outcome, principalId], async (after) => {
    const { decisions, next } = await call('decisions.list', {
      limit: pageSize,
      ...(outcome === 'all' ? {} : { allowed: outcome === 'allowed' }),
      ...(principalId === undefined ? {} : { principalId }),
      ...(after === undefined ? {} : { after: after as Decision['id'] }),
    });
    return { rows: decisions, next };
  });
  const shown = pages.rows ?? [];
  return (
    <section className="policy-decisions" aria-label={t('policies.tab.decisions')}>
      <Filters
        search={
          <button type="button" className="button small" onClick={pages.reload}>
            <RefreshCw size={14} aria-hidden="true" /> {t('console.audit.refresh')}
          </button>
        }
      >
        <OutcomeFilter outcome={outcome} />
        <SelectFilter name="principal" label={t('policies.who')} options={usePeople()} />
      </Filters>
      <PagesView
        pages={pages}
        shown={shown.length}
        empty={<Empty title={t('policies.noDecisions')}>{t('policies.noDecisionsHint')}</Empty>}
      >
        <Log decisions={shown} />
      </PagesView>
    </section>
  );
}

function usePeople(): readonly (readonly [string, string])[] {
  const { people, me } = useSynced();
  const all = [me, ...Object.values(people).filter(({ id }) => id !== me.id)];
  return all
    .map(({ id, displayName }) => [id, displayName] as const)
    .toSorted(([, a], [, b]) => a.localeCompare(b));
}

function OutcomeFilter({ outcome }: { outcome: (typeof outcomes)[number] }) {
  const { t } = useTexts();
  const { setFilter } = useAddress();
  return (
    <fieldset className="segments" aria-label={t('policies.outcome')}>
      {outcomes.map((name) => (
        <label key={name} className={name === outcome ? 'segment chosen' : 'segment'}>
          <input
            type="radio"
            name="outcome"
            checked={name === outcome}
            onChange={() => setFilter('outcome', name === 'denied' ? '' : name)}
          />
          {t(`policies.outcome.${name}`)}
        </label>
      ))}
    </fieldset>
  );
}

function Log({ decisions }: { decisions: readonly Decision[] }) {
  const { t } = useTexts();
  const formats = useFormats();
  const names = useNames();
  const mayAsk = holds(useSynced(), 'access.explain');
  return (
    <ul className="policy-lines">
      {decisions.map((decision) => {
        const { id, at, allowed, byPolicy, determining, principalId, permission } = decision;
        return (
          <li key={id} className="policy-decision">
            <time dateTime={new Date(at).toISOString()} title={formats.full(at)} className="quiet">
              {formats.moment(at)}
            </time>
            <span className={allowed ? 'chip chip-ok' : 'chip chip-bad'}>
              {t(allowed ? 'policies.allowed' : byPolicy ? 'policies.deniedByPolicy' : 'policies.denied')}
            </span>
            <span>
              <bdi>{names.somebody(principalId)}</bdi> · <PermissionText name={permission} />{' '}
              <PlaceText decision={decision} names={names} />
              {determining.length === 0 ? null : <span className="quiet"> · {determining.join(', ')}</span>}
            </span>
            {mayAsk ? (
              <AddressLink className="inline-link" to={questionOf(decision)}>
                {t('policies.why')}
              </AddressLink>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
