import type { Person, PrincipalId } from '@wardroom/contract';
import { Bot, UserPlus } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { kindTexts, roleTexts, StatusChip, statusTexts, useOptions } from '../account/person-texts.tsx';
import { RoleText, useRoleName, useRoles } from '../account/role-text.tsx';
import { AddPerson } from '../dialogs/add-person.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Avatar, Empty } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { CreateBot } from './create-bot.tsx';
import { ExportButton } from './export-button.tsx';
import { ClearFilters, SelectFilter, TextFilter } from './filters.tsx';
import { More } from './more.tsx';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { PersonDrawer } from './person-drawer.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';

const pageSize = 200;

/** The list of the server, page by page; what the event stream says since stands over it. */
function usePeople() {
  const { call } = useWorkspace();
  const { people } = useSynced();
  const pages = usePages<Person>(['people'], async (after) => {
    const { principals, next } = await call('principals.list', {
      limit: pageSize,
      ...(after === undefined ? {} : { after: after as Person['id'] }),
    });
    return { rows: principals, next };
  });
  const listed = pages.rows;
  const rows = useMemo(() => listed?.map((row) => people[row.id] ?? row) ?? null, [listed, people]);
  return { ...pages, rows };
}

/** The server lists and does not filter: while a filter is set, the remaining pages are fetched, so that it is exact. */
function useFiltered(pages: ReturnType<typeof usePeople>): readonly Person[] {
  const { filters } = useAddress();
  const { rows, hasMore, busy, failure, loadMore } = pages;
  const filtering = Object.keys(filters).length > 0;
  useEffect(() => {
    if (filtering && hasMore && !busy && failure === null) loadMore();
  }, [filtering, hasMore, busy, failure, loadMore]);
  const wanted = (filters.q ?? '').trim().toLowerCase();
  return (rows ?? [])
    .filter(
      ({ displayName, handle, title, role, status, kind }) =>
        `${displayName} @${handle} ${title}`.toLowerCase().includes(wanted) &&
        (filters.role === undefined || filters.role === role) &&
        (filters.status === undefined || filters.status === status) &&
        (filters.kind === undefined || filters.kind === kind),
    )
    .toSorted((one, other) => one.displayName.localeCompare(other.displayName));
}

/** The built-in ones, then those of the workspace. */
function useRoleOptions(): readonly (readonly [string, string])[] {
  const custom = useRoles().filter(({ locked }) => !locked);
  return [...useOptions(roleTexts), ...custom.map(({ role, name }) => [role, name] as const)];
}

export function PeopleScreen() {
  const { t } = useTexts();
  const { subject, filters } = useAddress();
  const pages = usePeople();
  const shown = useFiltered(pages);
  const columns = usePeopleColumns(shown);
  const filtering = Object.keys(filters).length > 0;
  return (
    <Page
      title={t('console.people.title')}
      lead={t('console.people.lead')}
      actions={<Actions shown={shown} onChange={pages.reload} />}
      search={<TextFilter label={t('console.people.find')} />}
      filters={
        <>
          <SelectFilter name="role" label={t('people.role')} options={useRoleOptions()} />
          <SelectFilter name="status" label={t('people.status')} options={useOptions(statusTexts)} />
          <SelectFilter name="kind" label={t('people.kind')} options={useOptions(kindTexts)} />
          <ClearFilters />
          {filtering && pages.hasMore ? (
            <span className="quiet" role="status">
              {t('console.people.looking', { count: pages.rows?.length ?? 0 })}
            </span>
          ) : null}
        </>
      }
      drawer={subject === null ? null : <PersonDrawer key={subject} id={subject} />}
    >
      <PagesView
        pages={pages}
        shown={shown.length}
        empty={<Empty title={t('people.nobody')}>{t('console.people.emptyHint')}</Empty>}
      >
        <Table label={t('console.people.title')} columns={columns} rows={shown} idOf={({ id }) => id} />
      </PagesView>
    </Page>
  );
}

/** What nobody listed has takes no room. */
function usePeopleColumns(shown: readonly Person[]): readonly Column<Person>[] {
  const { t } = useTexts();
  const { me, people } = useSynced();
  const nameOf = (id: PrincipalId) => people[id]?.displayName ?? t('console.unseen');
  const title: Column<Person> = {
    label: t('people.jobTitle'),
    cell: ({ title }) => <bdi>{title}</bdi>,
    phone: 'away',
  };
  const owner: Column<Person> = {
    label: t('people.owner'),
    cell: ({ ownerId }) => (ownerId === null ? null : <bdi>{nameOf(ownerId)}</bdi>),
    phone: 'away',
  };
  return [
    {
      label: t('people.name'),
      order: 'ascending',
      cell: ({ id, displayName, kind }) => (
        <span className="cell-person">
          <Avatar id={id} name={displayName} kind={kind} />
          <bdi>{displayName}</bdi>
          {id === me.id ? <span className="quiet">{t('people.you')}</span> : null}
        </span>
      ),
    },
    { label: t('people.handle'), cell: ({ handle }) => `@${handle}`, kind: 'mono' },
    ...(shown.some(({ title }) => title !== '') ? [title] : []),
    {
      label: t('people.role'),
      cell: ({ kind, role }) =>
        kind === 'person' ? (
          <RoleText role={role} />
        ) : (
          <span className="chip chip-agent">{t(kindTexts[kind])}</span>
        ),
    },
    ...(shown.some(({ ownerId }) => ownerId !== null) ? [owner] : []),
    { label: t('people.status'), cell: ({ status }) => <StatusChip status={status} />, phone: 'end' },
  ];
}

function Actions({ shown, onChange }: { shown: readonly Person[]; onChange: () => void }) {
  const { t } = useTexts();
  const synced = useSynced();
  const nameOf = useRoleName();
  const [creating, setCreating] = useState<'person' | 'bot' | null>(null);
  const close = () => setCreating(null);
  const done = () => {
    close();
    onChange();
  };
  const cells = () => [
    [
      t('people.name'),
      t('people.handle'),
      t('people.jobTitle'),
      t('people.kind'),
      t('people.role'),
      t('people.status'),
    ],
    ...shown.map((person) => [
      person.displayName,
      person.handle,
      person.title,
      person.kind,
      nameOf(person.role),
      person.status,
    ]),
  ];
  return (
    <>
      <More>
        <ExportButton name="people" cells={cells} />
        {holds(synced, 'bots.manage') ? (
          <button type="button" className="button" onClick={() => setCreating('bot')}>
            <Bot size={15} aria-hidden="true" /> {t('console.people.createBot')}
          </button>
        ) : null}
      </More>
      {holds(synced, 'people.manage') ? (
        <button type="button" className="button primary" onClick={() => setCreating('person')}>
          <UserPlus size={15} aria-hidden="true" /> {t('people.add')}
        </button>
      ) : null}
      {creating === 'person' ? (
        <Dialog title={t('people.add')} onClose={close}>
          <AddPerson onDone={done} />
        </Dialog>
      ) : null}
      {creating === 'bot' ? <CreateBot onClose={close} onCreated={done} /> : null}
    </>
  );
}
