import type { AuditEntryView } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { IdText } from '../../ui/id.tsx';
import { useFormats } from '../../workspace/use-formats.ts';
import { Actor, OutcomeChip, Resource, subjectOf, useActorType } from '../audit-parts.tsx';
import type { Names } from '../names.ts';
import type { WholeEntry } from './whole-entry.ts';

interface EntryFactsProps {
  readonly entry: AuditEntryView;
  readonly whole: WholeEntry | null;
  readonly names: Names;
}

export function EntryFacts({ entry, whole, names }: EntryFactsProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const typeOf = useActorType();
  const subjectId = subjectOf(entry);
  const ids = [
    [t('console.audit.credential'), entry.credentialId],
    [t('console.audit.request'), entry.requestId],
    [t('console.audit.entry'), entry.id],
  ] as const;
  return (
    <Facts>
      <Fact label={t('console.audit.outcome')}>
        <OutcomeChip outcome={entry.outcome} />
      </Fact>
      <Fact label={t('console.audit.time')}>{formats.full(entry.at)}</Fact>
      <Fact label={t('auditLog.place')}>
        {entry.index === null ? (
          <span className="quiet">{t('auditLog.waits')}</span>
        ) : (
          t('auditLog.number', { count: entry.index })
        )}
      </Fact>
      <Fact label={t('console.audit.actor')}>
        <Actor {...{ entry, names }} /> <span className="quiet">{typeOf(entry.actorType)}</span>
        <Identity id={entry.actorId} what={t('console.audit.actor')} />
      </Fact>
      {subjectId === null ? null : (
        <Fact label={t('console.audit.subject')}>
          <bdi>{names.person(subjectId)}</bdi>
          <Identity id={subjectId} what={t('console.audit.subject')} />
        </Fact>
      )}
      <Fact label={t('console.audit.operation')}>
        <span className="mono">{entry.action}</span>
      </Fact>
      <Fact label={t('console.audit.resource')}>
        <Resource {...{ entry, names }} />
        <Identity id={entry.resourceId} what={t('console.audit.resource')} />
      </Fact>
      <Fact label={t('console.audit.store')}>{t(`console.audit.store.${entry.store}`)}</Fact>
      {whole?.severity == null ? null : (
        <Fact label={t('auditLog.severity')}>
          {t(`auditLog.severity.${whole.severity}`)}
          {whole.family === null ? null : <span className="quiet mono"> {whole.family}</span>}
        </Fact>
      )}
      {entry.count === 1 ? null : (
        <Fact label={t('console.audit.times')}>{t('console.count', { count: entry.count })}</Fact>
      )}
      <Fact label={t('console.audit.address')}>
        {entry.erased.includes('address') ? <Erased /> : <span className="mono">{entry.address ?? '–'}</span>}
      </Fact>
      {ids.map(([label, id]) => (
        <Fact key={label} label={label}>
          {id === null ? '–' : <IdText id={id} what={label} />}
        </Fact>
      ))}
    </Facts>
  );
}

/** It was there, and it was taken out; its commitment is below. */
export function Erased() {
  const { t } = useTexts();
  return <span className="chip">{t('auditLog.erased')}</span>;
}

/** Below its name: the id that proves it. */
function Identity({ id, what }: { id: string | null; what: string }) {
  return id === null ? null : (
    <div className="quiet">
      <IdText id={id} what={what} />
    </div>
  );
}
