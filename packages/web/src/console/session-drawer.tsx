import type { SessionView } from '@wardroom/contract';
import { useRoles } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { deviceOf } from '../ui/device.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { isWithin } from '../workspace/roles.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { AddressLink } from './address-link.tsx';
import { api } from './command-lines.ts';
import { Drawer } from './drawer.tsx';
import { LifeEnd } from './life.tsx';
import type { Names } from './names.ts';
import { Moment } from './when.tsx';

interface SessionDrawerProps {
  readonly session: SessionView;
  readonly names: Names;
  readonly onChange: () => void;
}

export function SessionDrawer({ session, names, onChange }: SessionDrawerProps) {
  const { t } = useTexts();
  const { id, principalId, device, address, expiresAt } = session;
  const known = deviceOf(device) || t('account.unknownDevice');
  return (
    <Drawer title={<bdi>{names.somebody(principalId)}</bdi>}>
      <Facts>
        <Fact label={t('console.people.one')}>
          <AddressLink to={{ screen: 'people', subject: principalId }} className="inline-link">
            <bdi>{names.somebody(principalId)}</bdi>
          </AddressLink>
        </Fact>
        <Fact label={t('credentials.device')}>
          <bdi>{known}</bdi>
          {known === device || device === '' ? null : (
            <details className="quiet">
              <summary>{t('credentials.agent')}</summary>
              <bdi>{device}</bdi>
            </details>
          )}
        </Fact>
        <Fact label={t('credentials.address')}>
          <span className="mono">{address}</span>
        </Fact>
        <Fact label={t('credentials.began')}>
          <Moment at={session.createdAt} />
        </Fact>
        <Fact label={t('credentials.lastSeen')}>
          <Moment at={session.lastSeenAt} />
        </Fact>
        <Fact label={t('console.life.ends')}>
          <LifeEnd of={{ expiresAt, revokedAt: null }} />
        </Fact>
        <Fact label={t('console.id')}>
          <IdText id={id} what={t('console.id')} />
        </Fact>
      </Facts>
      <End session={session} name={names.somebody(principalId)} device={known} onDone={onChange} />
    </Drawer>
  );
}

interface EndProps {
  readonly session: SessionView;
  readonly name: string;
  readonly device: string;
  readonly onDone: () => void;
}

/** Not of the session that asks, and not of somebody above oneself: the server refuses that, too. */
function End({ session: { id: sessionId, principalId, current }, name, device, onDone }: EndProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { me, people, permissions } = useSynced();
  const theirs = principalId === me.id ? me.role : people[principalId]?.role;
  const role = useRoles().find((known) => known.role === theirs);
  const above = role !== undefined && !isWithin(role, permissions);
  if (current || above)
    return (
      <section className="drawer-part">
        <p className="quiet">{t(current ? 'credentials.sessionHere' : 'credentials.sessionAbove')}</p>
      </section>
    );
  return (
    <Act
      label={t('credentials.sessionEnd')}
      danger
      line={api('sessions.revoke', { sessionId })}
      asks={{
        title: t('credentials.sessionEndTitle', { name, device }),
        text: t('credentials.sessionEndDoes', { name }),
        action: t('credentials.sessionEndNow'),
      }}
      send={() => call('sessions.revoke', { sessionId })}
      onDone={onDone}
    />
  );
}
