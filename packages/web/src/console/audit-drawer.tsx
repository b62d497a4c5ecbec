import { useTexts } from '../i18n/use-texts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { AddressLink } from './address-link.tsx';
import { Actor, type EntryProps, OutcomeChip, Resource, subjectOf, useActorType } from './audit-parts.tsx';
import { apiLine, CliLines } from './cli-line.tsx';
import { Drawer } from './drawer.tsx';

/** One entry, in words and as it was recorded. */
export function AuditDrawer({ entry, names }: EntryProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const typeOf = useActorType();
  const { resourceId } = entry;
  const subjectId = subjectOf(entry);
  const text = JSON.stringify(entry, null, 2);
  const ids = [
    [t('console.audit.credential'), entry.credentialId],
    [t('console.audit.request'), entry.requestId],
    [t('console.audit.entry'), entry.id],
  ] as const;
  return (
    <Drawer title={<span className="mono">{entry.type}</span>}>
      <Facts>
        <Fact label={t('console.audit.outcome')}>
          <OutcomeChip outcome={entry.outcome} />
        </Fact>
        <Fact label={t('console.audit.time')}>{formats.full(entry.at)}</Fact>
        <Fact label={t('console.audit.actor')}>
          <Actor {...{ entry, names }} /> <span className="quiet">{typeOf(entry.actorType)}</span>{' '}
          <PersonLink id={entry.actorId} />
          <Identity id={entry.actorId} what={t('console.audit.actor')} />
        </Fact>
        {subjectId === null ? null : (
          <Fact label={t('console.audit.subject')}>
            <bdi>{names.person(subjectId)}</bdi> <PersonLink id={subjectId} />
            <Identity id={subjectId} what={t('console.audit.subject')} />
          </Fact>
        )}
        <Fact label={t('console.audit.event')}>
          <span className="mono">{entry.type}</span>
        </Fact>
        <Fact label={t('console.audit.operation')}>
          <span className="mono">{entry.action}</span>
        </Fact>
        <Fact label={t('console.audit.resource')}>
          <Resource {...{ entry, names }} /> <PersonLink id={resourceId} />
          <Identity id={resourceId} what={t('console.audit.resource')} />
        </Fact>
        <Fact label={t('console.audit.store')}>{t(`console.audit.store.${entry.store}`)}</Fact>
        {entry.count === 1 ? null : (
          <Fact label={t('console.audit.times')}>{t('console.count', { count: entry.count })}</Fact>
        )}
        <Fact label={t('console.audit.address')}>
          <span className="mono">{entry.address ?? '–'}</span>
        </Fact>
        {ids.map(([label, id]) => (
          <Fact key={label} label={label}>
            {id === null ? '–' : <IdText id={id} what={label} />}
            <TokenLink id={id} />
          </Fact>
        ))}
      </Facts>
      <CliLines lines={[apiLine('audit.list', { type: entry.type, outcome: entry.outcome })]} />
      <section className="cli" aria-label={t('console.audit.json')}>
        <header>
          {t('console.audit.json')}
          <CopyButton text={text} what={t('console.audit.json')} />
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre tabIndex={0}>{text}</pre>
      </section>
    </Drawer>
  );
}

/** Below its name: the id that proves it. */
function Identity({ id, what }: { id: string | null; what: string }) {
  return id === null ? null : (
    <div className="quiet">
      <IdText id={id} what={what} />
    </div>
  );
}

/** From what was done to the token that did it, and all else it did. */
function TokenLink({ id }: { id: string | null }) {
  const { t } = useTexts();
  if (id?.startsWith('tok_') !== true) return null;
  return (
    <div>
      <AddressLink to={{ screen: 'tokens', subject: id }} className="inline-link">
        {t('credentials.whichToken')}
      </AddressLink>
    </div>
  );
}

/** Only for people whom one may see, in a screen that one has. */
function PersonLink({ id }: { id: string | null }) {
  const { t } = useTexts();
  const { people, permissions } = useSynced();
  if (id === null || people[id as keyof typeof people] === undefined || !permissions.includes('people.read'))
    return null;
  return (
    <AddressLink to={{ screen: 'people', subject: id }} className="inline-link">
      {t('console.audit.toPerson')}
    </AddressLink>
  );
}
