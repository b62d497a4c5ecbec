import type { DomainView } from '@wardroom/contract';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { useSubmission } from '../ui/form.tsx';
import { IdText } from '../ui/id.tsx';
import { Notice } from '../ui/parts.tsx';
import type { Failure } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { CliLines } from './cli-line.tsx';
import { api } from './command-lines.ts';
import { Drawer } from './drawer.tsx';
import { Moment } from './when.tsx';

export function DomainStatus({ domain }: { domain: DomainView }) {
  const { t } = useTexts();
  return (
    <span className={domain.status === 'verified' ? 'chip chip-ok' : 'chip chip-agent'}>
      {t(`domains.${domain.status}`)}
    </span>
  );
}

interface DomainDrawerProps {
  readonly domain: DomainView;
  readonly onChange: () => void;
  readonly onRemoved: () => void;
}

export function DomainDrawer({ domain, onChange, onRemoved }: DomainDrawerProps) {
  const { t } = useTexts();
  const { environment } = useWorkspace();
  const [isNew, setNew] = useState(false);
  const isVerified = domain.status === 'verified';
  const found = useRef<HTMLParagraphElement>(null);
  // What was pressed is gone; the focus goes to what it has brought.
  useEffect(() => {
    if (isNew && isVerified) found.current?.focus();
  }, [isNew, isVerified]);
  return (
    <Drawer title={<bdi>{domain.name}</bdi>}>
      <Facts>
        <Fact label={t('people.status')}>
          <DomainStatus domain={domain} />
        </Fact>
        {isVerified ? (
          <Fact label={t('domains.address')}>
            <bdi>{addressAt(environment.origin, domain.name)}</bdi>
          </Fact>
        ) : null}
        <Fact label={t('console.created')}>
          <Moment at={domain.createdAt} />
        </Fact>
        {domain.verifiedAt === null ? null : (
          <Fact label={t('domains.verifiedAt')}>
            <Moment at={domain.verifiedAt} />
          </Fact>
        )}
        <Fact label={t('console.id')}>
          <IdText id={domain.id} what={t('console.id')} />
        </Fact>
      </Facts>
      {isNew && isVerified ? (
        <p className="notice" role="status" tabIndex={-1} ref={found}>
          {t('domains.proved', { name: domain.name })}
        </p>
      ) : null}
      <ProofRecord domain={domain} />
      {isVerified ? null : (
        <Verification
          domain={domain}
          onVerified={() => {
            setNew(true);
            onChange();
          }}
        />
      )}
      <Removal
        domain={domain}
        onRemoved={() => {
          onRemoved();
          onChange();
        }}
      />
    </Drawer>
  );
}

/** Scheme and port are those of the deployment, wherever one is right now. */
function addressAt(origin: string, name: string): string {
  const { protocol, port } = new URL(origin);
  return `${protocol}//${name}${port === '' ? '' : `:${port}`}`;
}

function ProofRecord({ domain }: { domain: DomainView }) {
  const { t } = useTexts();
  const isVerified = domain.status === 'verified';
  return (
    <section className="drawer-part">
      <h3>{t(isVerified ? 'domains.recordKept' : 'domains.record')}</h3>
      <p className="quiet">{t(isVerified ? 'domains.recordKeptHint' : 'domains.recordHint')}</p>
      <dl className="record">
        <dt>{t('domains.type')}</dt>
        <dd translate="no">TXT</dd>
        <RecordText label={t('domains.recordName')} text={domain.recordName} />
        <RecordText label={t('domains.recordValue')} text={domain.recordValue} />
      </dl>
    </section>
  );
}

function RecordText({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt>
        {label} <CopyButton text={text} what={label} />
      </dt>
      <dd translate="no">{text}</dd>
    </>
  );
}

function Verification({ domain, onVerified }: { domain: DomainView; onVerified: () => void }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { busy, failure, submit } = useSubmission(async () => {
    await call('domains.verify', { domainId: domain.id });
    onVerified();
  });
  return (
    <section className="drawer-part">
      <form onSubmit={submit}>
        <button type="submit" className="button primary" disabled={busy}>
          {t(busy ? 'domains.looking' : 'domains.verify')}
        </button>
        <span role="status" className="unseen">
          {busy ? t('domains.looking') : ''}
        </span>
        <NotVerified failure={failure} />
      </form>
      <p className="quiet">{t('domains.route')}</p>
      <CliLines lines={[api('domains.verify', { domainId: domain.id })]} />
    </section>
  );
}

/** With what the name servers say instead, to be held against what is asked for. */
function NotVerified({ failure }: { failure: Failure | null }) {
  const { t } = useTexts();
  if (failure === null) return null;
  const found = failure.fields.get('/recordValue');
  return (
    <Notice failure={failure}>
      {found === undefined ? null : (
        <p>
          {t('domains.found')} <code translate="no">{found}</code>
        </p>
      )}
    </Notice>
  );
}

function Removal({ domain, onRemoved }: { domain: DomainView; onRemoved: () => void }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { id: domainId, name, status } = domain;
  return (
    <Act
      label={t('domains.remove')}
      danger
      line={api('domains.remove', { domainId })}
      asks={{
        title: t('domains.removeTitle'),
        text: t(status === 'verified' ? 'domains.removeDoes' : 'domains.removeClaim', { name }),
        action: t('domains.removeNow'),
      }}
      send={() => call('domains.remove', { domainId })}
      onDone={onRemoved}
    />
  );
}
