import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Operations, OutputOf } from '@wardroom/contract';
import { Hash, Lock } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { ChannelDrawerParts } from './channel-drawer.tsx';
import type { ChannelRow } from './channel-row.ts';
import { Drawer } from './drawer.tsx';
import { ExportButton } from './export-button.tsx';
import { ClearFilters, SelectFilter, TextFilter } from './filters.tsx';
import { More } from './more.tsx';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { Day, Moment } from './when.tsx';

type Listed = OutputOf<Operations['channels.directory']>['channels'][number];

function useChannelRows() {
  const { call } = useWorkspace();
  const { channels } = useSynced();
  const { filters } = useAddress();
  const onlyArchived = filters.state === 'archived';
  const pages = usePages<Listed>(['channels'], async (after) => {
    const { channels: rows, next } = await call('channels.directory', {
      archived: true,
      ...(after === undefined ? {} : { after: after as Listed['id'] }),
    });
    return { rows, next };
  });
  const own = Object.values(channels)
    .filter(({ kind }) => kind === 'private')
    .map((channel) => ({ ...channel, memberCount: null }));
  const rows: readonly ChannelRow[] | null =
    pages.rows === null
      ? null
      : [...pages.rows, ...own]
          .filter(({ archived }) => archived || !onlyArchived)
          .toSorted((one, other) => one.name.localeCompare(other.name));
  return { ...pages, rows };
}

export function ChannelsScreen() {
  const { t } = useTexts();
  const { subject, filters } = useAddress();
  const pages = useChannelRows();
  const columns = useChannelColumns();
  const wanted = (filters.q ?? '').trim().toLowerCase().replace(/^#/, '');
  const shown = (pages.rows ?? []).filter(
    ({ name, topic, kind }) =>
      `${name} ${topic}`.toLowerCase().includes(wanted) &&
      (filters.kind === undefined || filters.kind === kind),
  );
  const chosen = pages.rows?.find(({ id }) => id === subject);
  const cells = () => [
    [
      t('console.channels.name'),
      t('console.channels.kind'),
      t('console.channels.topic'),
      t('console.created'),
    ],
    ...shown.map(({ name, kind, topic, createdAt }) => [
      name,
      kind,
      topic,
      new Date(createdAt).toISOString(),
    ]),
  ];
  return (
    <Page
      title={t('console.channels.title')}
      lead={t('console.channels.lead')}
      actions={
        <More>
          <ExportButton name="channels" cells={cells} />
        </More>
      }
      search={<TextFilter label={t('console.channels.find')} />}
      filters={
        <>
          <SelectFilter
            name="kind"
            label={t('console.channels.kind')}
            options={[
              ['public', t('console.channels.public')],
              ['private', t('console.channels.private')],
            ]}
          />
          <SelectFilter
            name="state"
            label={t('people.status')}
            options={[['archived', t('console.channels.archived')]]}
          />
          <ClearFilters />
        </>
      }
      drawer={chosen === undefined ? null : <ChannelDrawer channel={chosen} onChange={pages.reload} />}
    >
      <PagesView
        pages={pages}
        shown={shown.length}
        empty={<Empty title={t('console.channels.empty')}>{t('console.channels.emptyHint')}</Empty>}
      >
        <Table label={t('console.channels.title')} columns={columns} rows={shown} idOf={({ id }) => id} />
      </PagesView>
    </Page>
  );
}

function useChannelColumns(): readonly Column<ChannelRow>[] {
  const { t } = useTexts();
  return [
    {
      label: t('console.channels.name'),
      order: 'ascending',
      cell: ({ name, kind }) => (
        <span className="cell-person">
          {kind === 'private' ? (
            <Lock size={14} aria-label={t('console.channels.private')} />
          ) : (
            <Hash size={14} aria-hidden="true" />
          )}
          <bdi>{name}</bdi>
        </span>
      ),
    },
    { label: t('console.channels.topic'), cell: ({ topic }) => <bdi className="clip">{topic}</bdi> },
    {
      label: t('console.channels.members'),
      cell: (channel) => <MemberCount channel={channel} />,
      kind: 'number',
      phone: 'named',
    },
    {
      label: t('console.channels.messages'),
      cell: ({ lastSeq }) => t('console.count', { count: lastSeq }),
      kind: 'number',
      phone: 'named',
    },
    { label: t('console.created'), cell: ({ createdAt }) => <Day at={createdAt} />, phone: 'away' },
    {
      label: t('people.status'),
      phone: 'end',
      cell: ({ archived }) =>
        archived ? (
          <span className="chip">{t('console.channels.archived')}</span>
        ) : (
          <span className="quiet">{t('people.status.active')}</span>
        ),
    },
  ];
}

const countedPage = 500;

function MemberCount({ channel }: { channel: ChannelRow }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { data } = useQuery({
    queryKey: ['members', channel.id],
    queryFn: () => call('channels.members', { channelId: channel.id, limit: countedPage }),
    enabled: channel.memberCount === null,
  });
  const count = channel.memberCount ?? data?.members.length;
  if (count === undefined) return '–';
  const more = channel.memberCount === null && data?.next !== null ? '+' : '';
  return `${t('console.count', { count })}${more}`;
}

function ChannelDrawer({ channel, onChange }: { channel: ChannelRow; onChange: () => void }) {
  const { t } = useTexts();
  return (
    <Drawer title={<bdi>#{channel.name}</bdi>}>
      <Facts>
        {channel.topic === '' ? null : (
          <Fact label={t('console.channels.topic')}>
            <bdi>{channel.topic}</bdi>
          </Fact>
        )}
        <Fact label={t('console.channels.kind')}>
          {t(channel.kind === 'private' ? 'console.channels.private' : 'console.channels.public')}
        </Fact>
        <Fact label={t('console.channels.members')}>
          <MemberCount channel={channel} />
        </Fact>
        <Fact label={t('console.channels.messages')}>{t('console.count', { count: channel.lastSeq })}</Fact>
        <Fact label={t('console.created')}>
          <Moment at={channel.createdAt} />
        </Fact>
        <Fact label={t('console.id')}>
          <IdText id={channel.id} what={t('console.id')} />
        </Fact>
      </Facts>
      <div className="row">
        <Link className="button" to="/c/$channelId" params={{ channelId: channel.id }}>
          {t('console.channels.open')}
        </Link>
      </div>
      <ChannelDrawerParts channel={channel} onChange={onChange} />
    </Drawer>
  );
}
