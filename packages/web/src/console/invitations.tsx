import type { Operations, OutputOf } from '@wardroom/contract';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { RoleText } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { useNow } from '../workspace/use-now.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { api } from './command-lines.ts';
import { CreateInvitation } from './create-invitation.tsx';
import { Drawer } from './drawer.tsx';
import { lifeOf } from './expiry.ts';
import { ExportButton } from './export-button.tsx';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { LifeChip, LifeLeft } from './life.tsx';
import { More } from './more.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { Day, Moment } from './when.tsx';

export type Invitation = OutputOf<Operations['invitations.list']>['invitations'][number];

const isUsed = ({ uses, maxUses }: Invitation) => uses >= maxUses;

const states = ['active', 'used', 'expired', 'revoked'] as const;

/** What a link is by now; one that works for a few days more works. */
function stateOf(invitation: Invitation, now: number): (typeof states)[number] {
  const life = lifeOf(invitation, now);
  if (life === 'revoked' || life === 'expired') return life;
  return isUsed(invitation) ? 'used' : 'active';
}

export function InvitationsScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject, filters } = useAddress();
  const now = useNow();
  const [creating, setCreating] = useState(false);
  const names = useNames();
  const columns = useInvitationColumns(names);
  const pages = usePages<Invitation>(['invitations'], async (after) => {
    const { invitations, next } = await call('invitations.list', {
      ...(after === undefined ? {} : { after: after as Invitation['id'] }),
    });
    return { rows: invitations, next };
  });
  const rows = pages.rows ?? [];
  const chosen = rows.find(({ id }) => id === subject);
  const shown = rows.filter(
    (invitation) => filters.state === undefined || filters.state === stateOf(invitation, now),
  );
  return (
    <Page
      title={t('console.invitations.title')}
      lead={t('console.invitations.lead')}
      actions={
        <>
          <More>
            <InvitationsExport shown={shown} names={names} />
          </More>
          <button type="button" className="button primary" onClick={() => setCreating(true)}>
            <Link2 size={15} aria-hidden="true" /> {t('console.invitations.create')}
          </button>
        </>
      }
      filters={
        <>
          <SelectFilter
            name="state"
            label={t('people.status')}
            options={states.map((state) => [state, t(`console.life.${state}`)])}
          />
          <ClearFilters />
        </>
      }
      drawer={
        chosen === undefined ? null : (
          <InvitationDrawer invitation={chosen} names={names} onChange={pages.reload} />
        )
      }
    >
      <PagesView
        pages={pages}
        shown={shown.length}
        empty={<Empty title={t('console.invitations.empty')}>{t('console.invitations.emptyHint')}</Empty>}
      >
        <Table label={t('console.invitations.title')} columns={columns} rows={shown} idOf={({ id }) => id} />
      </PagesView>
      {creating ? <CreateInvitation onClose={() => setCreating(false)} onCreated={pages.reload} /> : null}
    </Page>
  );
}

function useInvitationColumns(names: Names): readonly Column<Invitation>[] {
  const { t } = useTexts();
  return [
    {
      label: t('console.invitations.invitation'),
      cell: (invitation) => <WhereTo {...{ invitation, names }} />,
    },
    {
      label: t('console.invitations.by'),
      cell: ({ createdBy }) => <bdi>{names.somebody(createdBy)}</bdi>,
    },
    {
      label: t('console.created'),
      cell: ({ createdAt }) => <Day at={createdAt} />,
      order: 'descending',
      phone: 'away',
    },
    {
      label: t('console.invitations.uses'),
      cell: ({ uses, maxUses }) => t('console.invitations.usesOf', { uses, maxUses }),
      kind: 'number',
      phone: 'away',
    },
    {
      label: t('console.life.ends'),
      cell: (invitation) => <LifeLeft of={invitation} />,
      phone: 'named',
    },
    {
      label: t('people.status'),
      cell: (invitation) => <LifeChip of={invitation} used={isUsed(invitation)} />,
      phone: 'end',
    },
  ];
}

/** Which role, and into which channels: what tells one link from another. */
function WhereTo({ invitation, names }: { invitation: Invitation; names: Names }) {
  const { t } = useTexts();
  const channels = channelsOf(invitation, names, t('console.invitations.hiddenChannel'));
  return (
    <span>
      <RoleText role={invitation.role} />
      {channels === '' ? null : (
        <>
          {' · '}
          <bdi className="clip">{channels}</bdi>
        </>
      )}
    </span>
  );
}

const channelsOf = ({ channelIds }: Invitation, names: Names, unseen: string): string =>
  channelIds
    .map((id) => names.channel(id))
    .map((name) => (name === null ? unseen : `#${name}`))
    .join(', ');

function InvitationsExport({ shown, names }: { shown: readonly Invitation[]; names: Names }) {
  const cells = () => [
    ['id', 'role', 'channels', 'createdBy', 'createdAt', 'expiresAt', 'uses', 'maxUses', 'revokedAt'],
    ...shown.map((invitation) => [
      invitation.id,
      invitation.role,
      channelsOf(invitation, names, '?'),
      names.person(invitation.createdBy) ?? invitation.createdBy,
      new Date(invitation.createdAt).toISOString(),
      new Date(invitation.expiresAt).toISOString(),
      invitation.uses,
      invitation.maxUses,
      invitation.revokedAt === null ? '' : new Date(invitation.revokedAt).toISOString(),
    ]),
  ];
  return <ExportButton name="invitations" cells={cells} />;
}

interface InvitationDrawerProps {
  readonly invitation: Invitation;
  readonly names: Names;
  readonly onChange: () => void;
}

function InvitationDrawer({ invitation, names, onChange }: InvitationDrawerProps) {
  const { t } = useTexts();
  const now = useNow();
  const life = lifeOf(invitation, now);
  return (
    <Drawer title={t('console.invitations.one')}>
      <Facts>
        <Fact label={t('people.status')}>
          <LifeChip of={invitation} used={isUsed(invitation)} />
        </Fact>
        <Fact label={t('people.role')}>
          <RoleText role={invitation.role} />
        </Fact>
        <Fact label={t('console.invitations.uses')}>
          {t('console.invitations.usesOf', { uses: invitation.uses, maxUses: invitation.maxUses })}
        </Fact>
        <Fact label={t('console.invitations.by')}>
          <bdi>{names.somebody(invitation.createdBy)}</bdi>
        </Fact>
        <Fact label={t('console.created')}>
          <Moment at={invitation.createdAt} />
        </Fact>
        <Fact label={t('console.life.ends')}>
          <Moment at={invitation.expiresAt} />
        </Fact>
        {invitation.revokedAt === null ? null : (
          <Fact label={t('console.life.revoked')}>
            <Moment at={invitation.revokedAt} />
          </Fact>
        )}
        <Fact label={t('console.invitations.channels')}>
          {invitation.channelIds.length === 0
            ? t('console.invitations.noChannels')
            : channelsOf(invitation, names, t('console.invitations.hiddenChannel'))}
        </Fact>
        <Fact label={t('console.id')}>
          <IdText id={invitation.id} what={t('console.id')} />
        </Fact>
      </Facts>
      {(life === 'active' || life === 'soon') && !isUsed(invitation) ? (
        <Revocation invitation={invitation} onChange={onChange} />
      ) : null}
    </Drawer>
  );
}

function Revocation({ invitation, onChange }: { invitation: Invitation; onChange: () => void }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const invitationId = invitation.id;
  return (
    <Act
      label={t('console.revoke')}
      danger
      line={api('invitations.revoke', { invitationId })}
      asks={{
        title: t('console.invitations.revokeTitle'),
        text: t('console.invitations.revokeDoes'),
        action: t('console.revokeNow'),
      }}
      send={() => call('invitations.revoke', { invitationId })}
      onDone={onChange}
    />
  );
}
