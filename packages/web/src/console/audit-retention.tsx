/** How long the audit log is kept: what it is today, and a change with what it would remove. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Operations, OutputOf } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { RetentionForm } from './audit-retention-form.tsx';
import { Page } from './page.tsx';
import { Skeleton } from './pages.tsx';
import { Moment } from './when.tsx';

type State = OutputOf<Operations['audit.settings.get']>;
const key = ['audit-retention'];

export default function RetentionScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const synced = useSynced();
  const queries = useQueryClient();
  const { data, error } = useQuery({ queryKey: key, queryFn: () => call('audit.settings.get', {}) });
  return (
    <Page title={t('retention.title')} lead={t('retention.lead')}>
      <div className="settings">
        {error !== null ? (
          <Notice failure={failureOf(error)} />
        ) : data === undefined ? (
          <Skeleton />
        ) : (
          <>
            <Today state={data} />
            {holds(synced, 'audit.manage') ? (
              <RetentionForm
                key={data.retention.version}
                retention={data.retention}
                onSaved={() => queries.invalidateQueries({ queryKey: key })}
              />
            ) : null}
          </>
        )}
      </div>
    </Page>
  );
}

function Today({ state }: { state: State }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { people } = useSynced();
  const { retention, size, lowestIndex, prunedAt, holds: held, due } = state;
  const { changedAt, changedBy, securityDays, complianceDays } = retention;
  const by = changedBy === null ? undefined : people[changedBy]?.displayName;
  return (
    <section className="setting" aria-labelledby="setting-log">
      <h2 id="setting-log">{t('retention.now')}</h2>
      <Facts>
        <Fact label={t('retention.securityStore')}>{t('retention.days', { count: securityDays })}</Fact>
        <Fact label={t('retention.complianceStore')}>{t('retention.days', { count: complianceDays })}</Fact>
        <Fact label={t('retention.size')}>{t('retention.number', { count: size })}</Fact>
        <Fact label={t('retention.lowest')}>{t('retention.number', { count: lowestIndex })}</Fact>
        <Fact label={t('retention.pruned')}>
          {prunedAt === null ? t('retention.never') : <Moment at={prunedAt} />}
        </Fact>
        <Fact label={t('retention.due')}>
          {due.until === null
            ? t('retention.nothing')
            : t('retention.dueOf', { count: due.entries, time: formats.moment(due.until) })}
        </Fact>
        <Fact label={t('retention.holds')}>{t('retention.number', { count: held })}</Fact>
        {changedAt === null ? null : (
          <Fact label={t('retention.changed')}>
            <Moment at={changedAt} />
            {by === undefined ? null : (
              <>
                {' · '}
                <bdi>{by}</bdi>
              </>
            )}
          </Fact>
        )}
      </Facts>
    </section>
  );
}
