import type { Operations, OutputOf } from '@wardroom/contract';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { roleTexts } from '../account/person-texts.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { useFormats } from '../workspace/use-formats.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { apiLine } from './cli-line.tsx';
import { CreateInvitation } from './create-invitation.tsx';
import { Drawer } from './drawer.tsx';
import { lifeOf } from './expiry.ts';
import { LifeChip, LifeLeft } from './life.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { useNow } from './use-now.ts';

export type Invitation = OutputOf<Operations['invitations.list']>['invitations'][number];

const isUsed = ({ uses, maxUses }: Invitation) => uses >= maxUses;

export function InvitationsScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject } = useAddress();
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
  const create = (
    <button type="button" className="button primary" onClick={() => setCreating(true)}>
      <Link2 size={15} aria-hidden="true" /> {t('console.invitations.create')}
    </button>
  );
  return (
    <Page
      title={t('console.invitations.title')}
      lead={t('console.invitations.lead')}
      actions={create}
      drawer={
        chosen === undefined ? null : (
          <InvitationDrawer invitation={chosen} names={names} onChange={pages.reload} />
        )
      }
    >
      <PagesView
        pages={pages}
        shown={rows.length}
        empty={<Empty title={t('console.invitations.empty')}>{t('console.invitations.emptyHint')}</Empty>}
      >
        <Table label={t('console.invitations.title')} columns={columns} rows={rows} idOf={({ id }) => id} />
      </PagesView>
      {creating ? <CreateInvitation onClose={() => setCreating(false)} onCreated={pages.reload} /> : null}
    </Page>
  );
}

function useInvitationColumns(names: Names): readonly Column<Invitation>[] {
  const { t } = useTexts();
  const formats = useFormats();
  const now = useNow();
  return [
    {
      label: t('console.invitations.invitation'),
      cell: ({ role, createdAt }) =>
        t('console.invitations.row', { role: t(roleTexts[role]), day: formats.dayWithin(createdAt, now) }),
    },
    {
      label: t('console.invitations.by'),
      cell: ({ createdBy }) => <bdi>{names.somebody(createdBy)}</bdi>,
    },
    { label: t('console.invitations.channels'), cell: ({ channelIds }) => channelIds.length, kind: 'number' },
    {
      label: t('console.invitations.uses'),
      cell: ({ uses, maxUses }) => t('console.invitations.usesOf', { uses, maxUses }),
      kind: 'number',
    },
    { label: t('console.life.ends'), cell: (invitation) => <LifeLeft of={invitation} /> },
    {
      label: t('people.status'),
      cell: (invitation) => <LifeChip of={invitation} used={isUsed(invitation)} />,
    },
  ];
}

interface InvitationDrawerProps {
  readonly invitation: Invitation;
  readonly names: Names;
  readonly onChange: () => void;
}

function InvitationDrawer({ invitation, names, onChange }: InvitationDrawerProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const now = useNow();
  const life = lifeOf(invitation, now);
  return (
    <Drawer title={t('console.invitations.one')}>
      <Facts>
        <Fact label={t('people.status')}>
          <LifeChip of={invitation} used={isUsed(invitation)} />
        </Fact>
        <Fact label={t('people.role')}>{t(roleTexts[invitation.role])}</Fact>
        <Fact label={t('console.invitations.uses')}>
          {t('console.invitations.usesOf', { uses: invitation.uses, maxUses: invitation.maxUses })}
        </Fact>
        <Fact label={t('console.invitations.by')}>
          <bdi>{names.somebody(invitation.createdBy)}</bdi>
        </Fact>
        <Fact label={t('console.created')}>{formats.full(invitation.createdAt)}</Fact>
        <Fact label={t('console.life.ends')}>{formats.full(invitation.expiresAt)}</Fact>
        <Fact label={t('console.invitations.channels')}>
          {invitation.channelIds.length === 0
            ? t('console.invitations.noChannels')
            : invitation.channelIds
                .map((id) => names.channel(id) ?? t('console.invitations.hiddenChannel'))
                .join(', ')}
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
      line={apiLine('invitations.revoke', { invitationId })}
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
