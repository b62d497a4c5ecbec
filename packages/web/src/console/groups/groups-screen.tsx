import type { GroupView } from '@wardroom/contract';
import { Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useGroupList } from '../../groups/group-list.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Empty, Notice } from '../../ui/parts.tsx';
import { holds } from '../../workspace/rights.ts';
import { useSynced } from '../../workspace/use-workspace.ts';
import { Drawer } from '../drawer.tsx';
import { ClearFilters, SelectFilter, TextFilter } from '../filters.tsx';
import { Page } from '../page.tsx';
import { Skeleton } from '../pages.tsx';
import { useAddress } from '../use-address.ts';
import { type Done, DoneContext, DoneNotice } from './done.tsx';
import { GroupDrawer } from './group-drawer.tsx';
import { GroupForm } from './group-form.tsx';
import { GroupTree } from './group-tree.tsx';

const visibilities = ['public', 'private', 'hidden'] as const;

export function GroupsScreen() {
  const { t } = useTexts();
  const { groups, failure, reload } = useGroupList();
  const [done, setDone] = useState<Done | null>(null);
  const tell = useCallback((next: Done | null) => setDone(next), []);
  if (groups === null)
    return (
      <Page title={t('groups.title')} lead={t('groups.lead')}>
        {failure === null ? <Skeleton /> : <Notice failure={failure} />}
        {failure === null ? null : (
          <button type="button" className="button" onClick={reload}>
            {t('console.tryAgain')}
          </button>
        )}
      </Page>
    );
  return (
    <DoneContext value={tell}>
      <Overview groups={groups} done={done} />
    </DoneContext>
  );
}

function Overview({ groups, done }: { groups: readonly GroupView[]; done: Done | null }) {
  const { t } = useTexts();
  const synced = useSynced();
  const { subject } = useAddress();
  const [creating, setCreating] = useState(false);
  const chosen = groups.find(({ id }) => id === subject);
  const mayCreate = holds(synced, 'groups.create');
  return (
    <Page
      title={t('groups.title')}
      lead={t('groups.lead')}
      actions={
        mayCreate ? (
          <button type="button" className="button primary" onClick={() => setCreating(true)}>
            <Plus size={15} aria-hidden="true" /> {t('groups.create')}
          </button>
        ) : undefined
      }
      search={<TextFilter label={t('groups.find')} />}
      filters={
        <>
          <SelectFilter
            name="visibility"
            label={t('groups.visibility')}
            options={visibilities.map((one) => [one, t(`groups.visibility.${one}`)])}
          />
          <ClearFilters />
        </>
      }
      drawer={
        subject === null ? null : chosen === undefined ? (
          <Drawer title={t('groups.gone')}>
            <p className="quiet">{t('groups.goneHint')}</p>
          </Drawer>
        ) : (
          <GroupDrawer key={chosen.id} group={chosen} groups={groups} />
        )
      }
    >
      {done === null ? null : <DoneNotice key={`${done.text} ${done.groupId}`} done={done} />}
      <Listed groups={groups} />
      {creating ? <GroupForm base={null} groups={groups} onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}

function Listed({ groups }: { groups: readonly GroupView[] }) {
  const { t } = useTexts();
  const { filters } = useAddress();
  const wanted = (filters.q ?? '').trim().toLowerCase().replace(/^@/, '');
  const { visibility } = filters;
  if (groups.length === 0) return <Empty title={t('groups.none')}>{t('groups.noneHint')}</Empty>;
  const matches = (group: GroupView) =>
    `${group.name} ${group.handle}`.toLowerCase().includes(wanted) &&
    (visibility === undefined || group.visibility === visibility);
  const filtered = wanted !== '' || visibility !== undefined;
  const count = filtered ? groups.filter(matches).length : groups.length;
  if (count === 0) return <Empty title={t('groups.noneFound')}>{t('groups.noneFoundHint')}</Empty>;
  return (
    <>
      <GroupTree groups={groups} matches={filtered ? matches : null} />
      <p className="quiet group-count" role="status">
        {t('groups.countGroups', { count })}
      </p>
    </>
  );
}
