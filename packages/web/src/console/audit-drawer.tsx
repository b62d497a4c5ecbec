import type { AuditEntryView } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { AddressLink } from './address-link.tsx';
import { Actor, OutcomeChip, Resource } from './audit-parts.tsx';
import { apiLine, CliLines } from './cli-line.tsx';
import { CopyButton } from './copy-button.tsx';
import { Drawer, Fact, Facts } from './drawer.tsx';

/** One entry, in words and as it was recorded. */
export function AuditDrawer({ entry }: { entry: AuditEntryView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const text = JSON.stringify(entry, null, 2);
  return (
    <Drawer title={<span className="mono">{entry.type}</span>}>
      <Facts>
        <Fact label={t('console.audit.outcome')}>
          <OutcomeChip outcome={entry.outcome} />
        </Fact>
        <Fact label={t('console.audit.time')}>{formats.full(entry.at)}</Fact>
        <Fact label={t('console.audit.actor')}>
          <Actor entry={entry} /> <PersonLink id={entry.actorId} />
        </Fact>
        <Fact label={t('console.audit.operation')}>
          <span className="mono">{entry.action}</span>
        </Fact>
        <Fact label={t('console.audit.resource')}>
          <Resource entry={entry} /> <PersonLink id={entry.resourceId} />
        </Fact>
        <Fact label={t('console.audit.store')}>{t(`console.audit.store.${entry.store}`)}</Fact>
        {entry.count === 1 ? null : (
          <Fact label={t('console.audit.times')}>{t('console.count', { count: entry.count })}</Fact>
        )}
        <Fact label={t('console.audit.address')}>
          <span className="mono">{entry.address ?? '–'}</span>
        </Fact>
        <Fact label={t('console.audit.credential')}>
          <span className="mono">{entry.credentialId ?? '–'}</span>
        </Fact>
        <Fact label={t('console.audit.request')}>
          <span className="mono">{entry.requestId}</span>
        </Fact>
        <Fact label={t('console.audit.entry')}>
          <span className="mono">{entry.id}</span>
        </Fact>
      </Facts>
      <section className="cli" aria-label={t('console.audit.json')}>
        <header>
          {t('console.audit.json')}
          <CopyButton text={text} what={t('console.audit.json')} />
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre tabIndex={0}>{text}</pre>
      </section>
      <CliLines lines={[apiLine('audit.list', { type: entry.type, outcome: entry.outcome })]} />
    </Drawer>
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
