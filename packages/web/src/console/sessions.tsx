import type { Person, SessionView } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { deviceOf } from '../ui/device.ts';
import { Empty } from '../ui/parts.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { SessionDrawer } from './session-drawer.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { Moment } from './when.tsx';

export function SessionsScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject, filters } = useAddress();
  const names = useNames();
  const columns = useSessionColumns(names);
  const people = usePeople();
  // Asked of the server: a list of one person is exact, and reads nobody else’s addresses.
  const who = people.find(({ id }) => id === filters.who)?.id;
  const pages = usePages<SessionView>(['sessions', who], async (after) => {
    const { sessions, next } = await call('sessions.listAll', {
      ...(who === undefined ? {} : { principalId: who }),
      ...(after === undefined ? {} : { after }),
    });
    return { rows: sessions, next };
  });
  const rows = pages.rows ?? [];
  const chosen = rows.find(({ id }) => id === subject);
  return (
    <Page
      title={t('credentials.sessions')}
      lead={t('credentials.sessionsLead')}
      filters={
        <>
          <SelectFilter
            name="who"
            label={t('console.people.one')}
            options={people.map(({ id, displayName, handle }) => [id, `${displayName} (@${handle})`])}
          />
          <ClearFilters />
        </>
      }
      drawer={
        chosen === undefined ? null : (
          <SessionDrawer key={chosen.id} session={chosen} names={names} onChange={pages.reload} />
        )
      }
    >
      <PagesView
        pages={pages}
        shown={rows.length}
        empty={
          <Empty title={t('credentials.sessionsNone')}>
            {t(who === undefined ? 'credentials.sessionsNoneHint' : 'credentials.sessionsNoneOf')}
          </Empty>
        }
      >
        <Table label={t('credentials.sessions')} columns={columns} rows={rows} idOf={({ id }) => id} />
      </PagesView>
    </Page>
  );
}

/** Those who can sign in, by name. */
function usePeople(): readonly Person[] {
  const { me, people } = useSynced();
  const others = Object.values(people).filter(({ id, kind }) => kind === 'person' && id !== me.id);
  return [me, ...others].toSorted((one, other) => one.displayName.localeCompare(other.displayName));
}

function useSessionColumns(names: Names): readonly Column<SessionView>[] {
  const { t } = useTexts();
  return [
    {
      label: t('console.people.one'),
      cell: ({ principalId }) => <bdi className="clip">{names.somebody(principalId)}</bdi>,
    },
    {
      label: t('credentials.device'),
      cell: ({ device }) => (
        <bdi className="clip" title={device}>
          {deviceOf(device) || t('account.unknownDevice')}
        </bdi>
      ),
    },
    { label: t('credentials.address'), cell: ({ address }) => address, kind: 'mono', phone: 'away' },
    { label: t('credentials.began'), cell: ({ createdAt }) => <Moment at={createdAt} />, phone: 'away' },
    {
      label: t('credentials.lastSeen'),
      cell: ({ lastSeenAt }) => <Moment at={lastSeenAt} />,
      phone: 'named',
    },
    {
      label: t('people.status'),
      cell: ({ current }) => (current ? <span className="chip">{t('credentials.sessionThis')}</span> : null),
      phone: 'end',
    },
  ];
}
