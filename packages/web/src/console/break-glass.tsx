/** When the operator of the deployment was in the workspace, as what, why, and what was done. */
import type { BreakGlassView } from '@wardroom/contract';
import { useEffect, useEffectEvent, useRef } from 'react';
import { RoleText } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useNow } from '../workspace/use-now.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { AddressLink } from './address-link.tsx';
import { api } from './command-lines.ts';
import { Drawer } from './drawer.tsx';
import { useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { Moment } from './when.tsx';

export default function BreakGlassScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject } = useAddress();
  const columns = useColumns();
  const pages = usePages<BreakGlassView>(['breakGlass'], async (before) => {
    const { accesses, next } = await call('breakGlass.history', {
      ...(before === undefined ? {} : { before: before as BreakGlassView['id'] }),
    });
    return { rows: accesses, next };
  });
  useReloading(pages.reload);
  const rows = pages.rows ?? [];
  const chosen = rows.find(({ id }) => id === subject);
  return (
    <Page
      title={t('breakGlass.title')}
      lead={t('breakGlass.lead')}
      drawer={chosen === undefined ? null : <AccessDrawer key={chosen.id} access={chosen} />}
    >
      <PagesView
        pages={pages}
        shown={rows.length}
        empty={<Empty title={t('breakGlass.none')}>{t('breakGlass.noneHint')}</Empty>}
      >
        <Table label={t('breakGlass.title')} columns={columns} rows={rows} idOf={({ id }) => id} />
      </PagesView>
    </Page>
  );
}

/** Each opening and closing is heard of here: then the list is another. */
function useReloading(reload: () => void): void {
  const open = useSynced()
    .breakGlass.map(({ id }) => id)
    .join(' ');
  const known = useRef(open);
  const changed = useEffectEvent(reload);
  useEffect(() => {
    if (known.current === open) return;
    known.current = open;
    changed();
  }, [open]);
}

/** Over at its end, also before that is written down. */
const closedAtOf = ({ closedAt, expiresAt }: BreakGlassView, now: number): number | null =>
  closedAt ?? (expiresAt <= now ? expiresAt : null);

function useColumns(): readonly Column<BreakGlassView>[] {
  const { t } = useTexts();
  const now = useNow();
  return [
    { label: t('breakGlass.reason'), cell: ({ reason }) => <bdi className="in-full">{reason}</bdi> },
    {
      label: t('breakGlass.opened'),
      order: 'descending',
      cell: ({ openedAt }) => <Moment at={openedAt} />,
    },
    { label: t('people.role'), cell: ({ role }) => <RoleText role={role} />, phone: 'named' },
    {
      label: t('breakGlass.closed'),
      cell: (access) => {
        const at = closedAtOf(access, now);
        if (at === null) return '–';
        return <Moment at={at} />;
      },
      phone: 'named',
    },
    { label: t('people.status'), cell: (access) => <StateChip access={access} />, phone: 'end' },
  ];
}

function StateChip({ access }: { access: BreakGlassView }) {
  const { t } = useTexts();
  const open = closedAtOf(access, useNow()) === null;
  return open ? (
    <span className="chip chip-bad">{t('breakGlass.state.open')}</span>
  ) : (
    <span className="chip">{t(`breakGlass.state.${access.closedBy ?? 'time'}`)}</span>
  );
}

function AccessDrawer({ access }: { access: BreakGlassView }) {
  const { t } = useTexts();
  const names = useNames();
  const synced = useSynced();
  const now = useNow();
  const { id, principalId, role, reason, openedAt, expiresAt } = access;
  const closedAt = closedAtOf(access, now);
  return (
    <Drawer title={t('breakGlass.one')}>
      <Facts>
        <Fact label={t('breakGlass.reason')}>
          <bdi>{reason}</bdi>
        </Fact>
        <Fact label={t('people.status')}>
          <StateChip access={access} />
        </Fact>
        <Fact label={t('breakGlass.who')}>
          <bdi>{names.person(principalId) ?? t('breakGlass.operator')}</bdi>
        </Fact>
        <Fact label={t('people.role')}>
          <RoleText role={role} />
        </Fact>
        <Fact label={t('breakGlass.opened')}>
          <Moment at={openedAt} />
        </Fact>
        {closedAt === null ? (
          <Fact label={t('console.life.ends')}>
            <Moment at={expiresAt} />
          </Fact>
        ) : (
          <Fact label={t('breakGlass.closed')}>
            <Moment at={closedAt} />
          </Fact>
        )}
        <Fact label={t('console.id')}>
          <IdText id={id} what={t('console.id')} />
        </Fact>
      </Facts>
      {holds(synced, 'audit.view') ? (
        <div className="row">
          <AddressLink className="button" to={{ screen: 'audit', filters: { about: principalId } }}>
            {t('breakGlass.done')}
          </AddressLink>
        </div>
      ) : (
        <p className="quiet">{t('breakGlass.doneHint')}</p>
      )}
      {closedAt === null && holds(synced, 'sessions.manage') ? <Ending id={id} /> : null}
    </Drawer>
  );
}

function Ending({ id: breakGlassId }: Pick<BreakGlassView, 'id'>) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  return (
    <Act
      label={t('breakGlass.end')}
      danger
      line={api('breakGlass.end', { breakGlassId })}
      asks={{
        title: t('breakGlass.endTitle'),
        text: t('breakGlass.endText'),
        action: t('breakGlass.endNow'),
      }}
      send={() => call('breakGlass.end', { breakGlassId })}
    />
  );
}
