import { useQuery } from '@tanstack/react-query';
import type { Person } from '@wardroom/contract';
import { MessageButton } from '../account/message-button.tsx';
import { kindTexts, StatusChip } from '../account/person-texts.tsx';
import { RoleText } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { Avatar, Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { AddressLink } from './address-link.tsx';
import { Erasure } from './audit-retention-erasure.tsx';
import { api } from './command-lines.ts';
import { Drawer } from './drawer.tsx';
import { Skeleton } from './pages.tsx';
import { PersonRights } from './person-rights.tsx';
import { RoleForm } from './role-form.tsx';

/** The person as the event stream has them; asked for when the stream does not know them. */
export function PersonDrawer({ id }: { id: string }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const principalId = id as Person['id'];
  const { people } = useSynced();
  const known = people[principalId];
  const query = useQuery({
    queryKey: ['person', id],
    queryFn: () => call('principals.get', { principalId }),
    enabled: known === undefined,
  });
  const person = known ?? query.data?.principal;
  if (person !== undefined) return <Known person={person} />;
  return (
    <Drawer title={t('console.people.one')}>
      {query.error === null ? <Skeleton /> : <Notice failure={failureOf(query.error)} />}
    </Drawer>
  );
}

function Known({ person }: { person: Person }) {
  const { t } = useTexts();
  const synced = useSynced();
  const isMe = person.id === synced.me.id;
  return (
    <Drawer
      title={
        <span className="cell-person">
          <Avatar id={person.id} name={person.displayName} kind={person.kind} />
          <bdi>{person.displayName}</bdi>
        </span>
      }
    >
      <Facts>
        <Fact label={t('people.handle')}>
          <span className="mono">@{person.handle}</span>
        </Fact>
        {person.title === '' ? null : (
          <Fact label={t('people.jobTitle')}>
            <bdi>{person.title}</bdi>
          </Fact>
        )}
        <Fact label={t('people.kind')}>{t(kindTexts[person.kind])}</Fact>
        <Owner of={person} />
        <Fact label={t('people.role')}>
          <RoleText role={person.role} />
        </Fact>
        <Fact label={t('people.status')}>
          <StatusChip status={person.status} />
        </Fact>
        <Fact label={t('console.id')}>
          <IdText id={person.id} what={t('console.id')} />
        </Fact>
      </Facts>
      <div className="row">
        {isMe ? null : <MessageButton person={person} />}
        {holds(synced, 'audit.view') ? (
          <AddressLink className="button" to={{ screen: 'audit', filters: { about: person.id } }}>
            {t('console.people.audit')}
          </AddressLink>
        ) : null}
        {person.kind !== 'person' && holds(synced, 'credentials.own') ? (
          <AddressLink className="button" to={{ screen: 'keys', filters: { bot: person.id } }}>
            {t('console.people.keys')}
          </AddressLink>
        ) : null}
        {person.kind === 'person' && holds(synced, 'sessions.manage') ? (
          <AddressLink className="button" to={{ screen: 'sessions', filters: { who: person.id } }}>
            {t('credentials.sessions')}
          </AddressLink>
        ) : null}
      </div>
      {holds(synced, 'roles.assign') && person.kind === 'person' && person.status !== 'imported' ? (
        <RoleForm key={person.role} person={person} />
      ) : null}
      <PersonRights person={person} />
      {holds(synced, 'privacy.manage') ? <Erasure key={person.id} person={person} /> : null}
      {holds(synced, 'people.manage') && !isMe && person.status !== 'imported' ? (
        <Suspension person={person} />
      ) : null}
    </Drawer>
  );
}

/** Who answers for it, with the way there. */
function Owner({ of: { ownerId } }: { of: Person }) {
  const { t } = useTexts();
  const { people } = useSynced();
  if (ownerId === null) return null;
  const owner = people[ownerId];
  return (
    <Fact label={t('people.owner')}>
      <AddressLink to={{ screen: 'people', subject: ownerId, filters: {} }}>
        <bdi>{owner?.displayName ?? t('console.unseen')}</bdi>
      </AddressLink>
      {owner !== undefined && owner.status !== 'active' ? (
        <span className="chip chip-bad">{t('console.people.ownerGone')}</span>
      ) : null}
    </Fact>
  );
}

function Suspension({ person: { id: principalId, displayName: name, status } }: { person: Person }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const active = status === 'active';
  const operation = active ? 'principals.suspend' : 'principals.reactivate';
  return (
    <Act
      title={t('console.people.access')}
      hint={t(active ? 'console.people.suspendHint' : 'console.people.reactivateHint')}
      label={t(active ? 'console.people.suspend' : 'console.people.reactivate')}
      danger={active}
      line={api(operation, { principalId })}
      asks={{
        title: t(active ? 'console.people.suspendTitle' : 'console.people.reactivateTitle', { name }),
        text: t(active ? 'console.people.suspendDoes' : 'console.people.reactivateDoes', { name }),
        action: t(active ? 'console.people.suspendNow' : 'console.people.reactivateNow'),
      }}
      send={() => call(operation, { principalId })}
    />
  );
}
