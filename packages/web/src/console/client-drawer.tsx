import type { ClientView } from '@wardroom/contract';
import { useState } from 'react';
import { PlainAddress } from '../access/plain-address.tsx';
import { ScopeList } from '../access/scope-choice.tsx';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { holds } from '../workspace/rights.ts';
import { useNow } from '../workspace/use-now.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { CliLines } from './cli-line.tsx';
import { kindOf, secretLife } from './client-facts.ts';
import { ClientStatus } from './client-parts.tsx';
import { api } from './command-lines.ts';
import { Drawer } from './drawer.tsx';
import { EditClient } from './edit-client.tsx';
import { LifeEnd } from './life.tsx';
import type { Names } from './names.ts';
import { RotateSecret } from './rotate-secret.tsx';
import { Moment } from './when.tsx';

interface ClientDrawerProps {
  readonly client: ClientView;
  readonly names: Names;
  readonly onChange: () => void;
}

type Asking = 'edit' | 'rotate' | 'rotateNow' | null;

export function ClientDrawer({ client, names, onChange }: ClientDrawerProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const { status } = client;
  return (
    <Drawer title={<bdi>{client.name}</bdi>}>
      <Known client={client} names={names} />
      {status === 'waiting' && holds(synced, 'clients.manage') ? (
        <Approval client={client} onChange={onChange} />
      ) : null}
      {status === 'revoked' ? null : (
        <>
          {secretLife(client) === null ? null : <Rotation client={client} onAsk={setAsking} />}
          {client.registration === 'document' ? null : (
            <section className="drawer-part">
              <button type="button" className="button" onClick={() => setAsking('edit')}>
                {t('credentials.edit')}
              </button>
            </section>
          )}
          <Revocation client={client} onChange={onChange} />
        </>
      )}
      {asking === 'edit' ? <EditClient client={client} onClose={close} onChanged={onChange} /> : null}
      {asking === 'rotate' || asking === 'rotateNow' ? (
        <RotateSecret
          client={client}
          immediate={asking === 'rotateNow'}
          onClose={close}
          onRotated={onChange}
        />
      ) : null}
    </Drawer>
  );
}

const origins: Readonly<Record<ClientView['registration'], TextKey>> = {
  here: 'credentials.origin.here',
  itself: 'credentials.origin.itself',
  document: 'credentials.origin.document',
};

function Known({ client, names }: Omit<ClientDrawerProps, 'onChange'>) {
  const { t } = useTexts();
  const { documentUrl, principalId, redirectUris, createdBy, lastUsedAt } = client;
  return (
    <>
      <Facts>
        <Fact label={t('people.status')}>
          <ClientStatus of={client} />
        </Fact>
        <Fact label={t('credentials.kind')}>{t(`credentials.kind.${kindOf(client)}`)}</Fact>
        <Fact label={t('credentials.actsFor')}>
          {principalId === null ? t('credentials.people') : <bdi>{names.somebody(principalId)}</bdi>}
        </Fact>
        <Fact label={t('credentials.registration')}>
          {t(origins[client.registration])}
          {documentUrl === null ? null : (
            <div>
              <PlainAddress url={documentUrl} />
            </div>
          )}
        </Fact>
        <Fact label={t('credentials.by')}>
          {createdBy === null ? t('credentials.itself') : <bdi>{names.somebody(createdBy)}</bdi>}
        </Fact>
      </Facts>
      <section className="drawer-part">
        <h3>{t('credentials.partAuthentication')}</h3>
        <Facts>
          <Fact label={t('credentials.grantTypes')}>
            {client.grantTypes.map((type) => t(`credentials.grantType.${type}`)).join(', ')}
          </Fact>
          {redirectUris.length === 0 ? null : (
            <Fact label={t('access.goesTo')}>
              <ul>
                {redirectUris.map((uri) => (
                  <li key={uri}>
                    <PlainAddress url={uri} />
                  </li>
                ))}
              </ul>
            </Fact>
          )}
          <Fact label={t('credentials.proof')}>{t(`credentials.proof.${client.authentication}`)}</Fact>
          <Fact label={t('credentials.boundFact')}>
            {t(client.requiresProof ? 'credentials.yes' : 'credentials.no')}
          </Fact>
          <SecretFacts client={client} />
        </Facts>
      </section>
      <section className="drawer-part">
        <h3>{t('credentials.partUse')}</h3>
        <Facts>
          <Fact label={t('credentials.scopes')}>
            <ScopeList scopes={client.scopes} />
          </Fact>
          <Fact label={t('credentials.lastUsed')}>
            {lastUsedAt === null ? t('console.keys.never') : <Moment at={lastUsedAt} />}
          </Fact>
          <Fact label={t('console.created')}>
            <Moment at={client.createdAt} />
          </Fact>
          <Fact label={t('console.id')}>
            <IdText id={client.id} what={t('console.id')} />
          </Fact>
        </Facts>
      </section>
    </>
  );
}

function SecretFacts({ client }: { client: ClientView }) {
  const { t } = useTexts();
  const life = secretLife(client);
  const { secretHint, graceEndsAt } = client;
  if (life === null) return null;
  return (
    <>
      <Fact label={t('credentials.rotation')}>
        <span className="mono">{secretHint}</span>
      </Fact>
      <Fact label={t('credentials.secretEnds')}>
        <LifeEnd of={life} />
      </Fact>
      {graceEndsAt === null ? null : (
        <Fact label={t('credentials.graceEnds')}>
          <LifeEnd of={{ expiresAt: graceEndsAt, revokedAt: null }} />
        </Fact>
      )}
    </>
  );
}

interface PartProps {
  readonly client: ClientView;
  readonly onChange: () => void;
}

function Approval({ client: { id: clientId, name: app }, onChange }: PartProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  return (
    <Act
      title={t('credentials.approveTitle')}
      hint={t('credentials.approveHint')}
      label={t('credentials.approve')}
      line={api('clients.approve', { clientId })}
      asks={{
        title: t('credentials.approveAsk', { app }),
        text: t('credentials.approveDoes'),
        action: t('credentials.approveNow'),
      }}
      send={() => call('clients.approve', { clientId })}
      onDone={onChange}
    />
  );
}

function Rotation({ client, onAsk }: { client: ClientView; onAsk: (asking: Asking) => void }) {
  const { t } = useTexts();
  const { id: clientId } = client;
  const hasTwo = (client.graceEndsAt ?? 0) > useNow();
  return (
    <section className="drawer-part">
      <h3>{t('credentials.rotation')}</h3>
      <p className="quiet">{t(hasTwo ? 'credentials.rotateTwo' : 'credentials.rotateHint')}</p>
      <div className="row">
        <button type="button" className="button" disabled={hasTwo} onClick={() => onAsk('rotate')}>
          {t('credentials.rotate')}
        </button>
        <button type="button" className="button danger" onClick={() => onAsk('rotateNow')}>
          {t('credentials.rotateNow')}
        </button>
      </div>
      <CliLines lines={[api('clients.rotateSecret', { clientId })]} />
    </section>
  );
}

function Revocation({ client: { id: clientId, name: app }, onChange }: PartProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  return (
    <Act
      label={t('console.revoke')}
      danger
      line={api('clients.revoke', { clientId })}
      asks={{
        title: t('credentials.revokeTitle', { app }),
        text: t('credentials.revokeDoes'),
        action: t('console.revokeNow'),
      }}
      send={() => call('clients.revoke', { clientId })}
      onDone={onChange}
    />
  );
}
