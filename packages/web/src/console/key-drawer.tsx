import type { CredentialView } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { useFormats } from '../workspace/use-formats.ts';
import { useNow } from '../workspace/use-now.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { AddressLink } from './address-link.tsx';
import { CliLines } from './cli-line.tsx';
import { api } from './command-lines.ts';
import { Drawer } from './drawer.tsx';
import { endOf, isStillUsed, isWorking, nameOfKey, otherGenerations } from './key-life.ts';
import { LifeChip, LifeEnd } from './life.tsx';
import type { Names } from './names.ts';
import { RotateKey, RotateKeyNow } from './rotate-key.tsx';
import { Moment } from './when.tsx';

interface KeyDrawerProps {
  readonly credential: CredentialView;
  /** All that are loaded, for the other generations. */
  readonly keys: readonly CredentialView[];
  readonly names: Names;
  readonly onChange: () => void;
}

/** The dialogs stay whatever becomes of the key: the one that has just died is why there is a new one to be stored. */
export function KeyDrawer({ credential, keys, names, onChange }: KeyDrawerProps) {
  const now = useNow();
  const [asking, setAsking] = useState<Asking>(null);
  const others = otherGenerations(credential, keys, now);
  const close = () => setAsking(null);
  return (
    <Drawer title={<span className="mono">{nameOfKey(credential)}</span>}>
      <Warnings of={credential} />
      <Known credential={credential} others={others} names={names} />
      {isWorking(credential, now) ? (
        <>
          <Rotation credential={credential} hasTwo={others.length > 0} onAsk={setAsking} />
          <Revocation credential={credential} onChange={onChange} />
        </>
      ) : null}
      {asking === 'rotate' ? (
        <RotateKey credential={credential} onClose={close} onRotated={onChange} />
      ) : null}
      {asking === 'rotateNow' ? (
        <RotateKeyNow credential={credential} others={others} onClose={close} onRotated={onChange} />
      ) : null}
    </Drawer>
  );
}

type Asking = 'rotate' | 'rotateNow' | null;

function Warnings({ of: credential }: { of: CredentialView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const now = useNow();
  if (!isWorking(credential, now)) return null;
  const { unusedScopes, lastUsedAt, lastUsedAddress } = credential;
  return (
    <>
      {isStillUsed(credential, now) && lastUsedAt !== null ? (
        <p className="notice notice-bad" role="status">
          {t('console.keys.stillUsed', {
            at: formats.moment(lastUsedAt),
            address: lastUsedAddress ?? t('console.keys.unknownAddress'),
            end: formats.moment(endOf(credential).expiresAt),
          })}
        </p>
      ) : null}
      {unusedScopes.length > 0 ? (
        <p className="notice">{t('console.keys.unused', { scopes: unusedScopes.join(', ') })}</p>
      ) : null}
    </>
  );
}

interface KnownProps extends Pick<KeyDrawerProps, 'credential' | 'names'> {
  readonly others: readonly CredentialView[];
}

function Known({ credential, others, names }: KnownProps) {
  const { t } = useTexts();
  const { allowedCidrs, graceEndsAt, generation } = credential;
  return (
    <Facts>
      <Fact label={t('people.status')}>
        <LifeChip of={endOf(credential)} />
      </Fact>
      <Fact label={t('console.keys.bot')}>
        <bdi>{names.somebody(credential.principalId)}</bdi>
      </Fact>
      <Fact label={t('console.keys.description')}>
        <bdi>{credential.description}</bdi>
      </Fact>
      <Fact label={t('console.keys.scopes')}>
        <ul className="mono">
          {credential.scopes.map((scope) => (
            <li key={scope}>{scope}</li>
          ))}
        </ul>
      </Fact>
      <Fact label={t('console.keys.networks')}>
        {allowedCidrs.length === 0 ? (
          t('console.keys.everywhere')
        ) : (
          <ul className="mono">
            {allowedCidrs.map((cidr) => (
              <li key={cidr}>{cidr}</li>
            ))}
          </ul>
        )}
      </Fact>
      <LastUse of={credential} />
      <Fact label={t('console.keys.generation')}>
        {generation}
        {others.map((other) => (
          <div key={other.id}>
            <AddressLink to={{ screen: 'keys', subject: other.id, filters: {} }}>
              {t(other.generation > generation ? 'console.keys.successor' : 'console.keys.predecessor', {
                key: nameOfKey(other),
              })}
            </AddressLink>
          </div>
        ))}
      </Fact>
      <Fact label={t('console.keys.by')}>
        <bdi>{names.somebody(credential.createdBy)}</bdi>
      </Fact>
      <Fact label={t('console.created')}>
        <Moment at={credential.createdAt} />
      </Fact>
      <Fact label={t('console.life.ends')}>
        <LifeEnd of={credential} />
      </Fact>
      {graceEndsAt === null ? null : (
        <Fact label={t('console.keys.graceEnds')}>
          <LifeEnd of={endOf(credential)} />
        </Fact>
      )}
      {credential.revokedAt === null ? null : (
        <Fact label={t('console.life.revoked')}>
          <Moment at={credential.revokedAt} />
        </Fact>
      )}
      <Fact label={t('console.id')}>
        <IdText id={credential.id} what={t('console.id')} />
      </Fact>
    </Facts>
  );
}

function LastUse({ of: { lastUsedAt, lastUsedAddress } }: { of: CredentialView }) {
  const { t } = useTexts();
  return (
    <Fact label={t('console.keys.lastUse')}>
      {lastUsedAt === null ? (
        t('console.keys.never')
      ) : (
        <>
          <Moment at={lastUsedAt} />
          {lastUsedAddress === null ? null : <div className="mono">{lastUsedAddress}</div>}
        </>
      )}
    </Fact>
  );
}

interface RotationProps {
  readonly credential: CredentialView;
  readonly hasTwo: boolean;
  readonly onAsk: (asking: Asking) => void;
}

/** Two generations are all there may be: then only an incident makes another one. */
function Rotation({ credential: { id: credentialId }, hasTwo, onAsk }: RotationProps) {
  const { t } = useTexts();
  return (
    <section className="drawer-part">
      <h3>{t('console.keys.rotation')}</h3>
      <p className="quiet">{t(hasTwo ? 'console.keys.rotateTwo' : 'console.keys.rotateHint')}</p>
      <div className="row">
        <button type="button" className="button" disabled={hasTwo} onClick={() => onAsk('rotate')}>
          {t('console.keys.rotate')}
        </button>
        <button type="button" className="button danger" onClick={() => onAsk('rotateNow')}>
          {t('console.keys.rotateNow')}
        </button>
      </div>
      <CliLines
        lines={[
          ...(hasTwo ? [] : [api('credentials.rotate', { credentialId })]),
          api('credentials.rotateNow', { credentialId }),
        ]}
      />
    </section>
  );
}

function Revocation({ credential, onChange }: { credential: CredentialView; onChange: () => void }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const credentialId = credential.id;
  return (
    <Act
      label={t('console.revoke')}
      danger
      line={api('credentials.revoke', { credentialId })}
      asks={{
        title: t('console.keys.revokeTitle', { key: nameOfKey(credential) }),
        text: t('console.keys.revokeDoes'),
        action: t('console.revokeNow'),
      }}
      send={() => call('credentials.revoke', { credentialId })}
      onDone={onChange}
    />
  );
}
