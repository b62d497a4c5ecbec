import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { AuditEntryView } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { AuditVerification } from '../audit-verification.tsx';
import { CliLines } from '../cli-line.tsx';
import { api } from '../command-lines.ts';
import { Drawer } from '../drawer.tsx';
import type { Names } from '../names.ts';
import { Skeleton } from '../pages.tsx';
import { EntryChange } from './entry-change.tsx';
import { EntryFacts } from './entry-facts.tsx';
import { EntryLinks } from './entry-links.tsx';
import { EntryRaw } from './entry-raw.tsx';

interface EntryDrawerProps {
  readonly entryId: AuditEntryView['id'];
  /** From the list, as long as the whole one is on its way. */
  readonly listed: AuditEntryView | null;
  readonly names: Names;
}

/** Until it has its place it is asked for again. */
const againMs = 1_000;

/** One entry: who did what on what, what changed, what else belongs to it, its proof, and its very bytes. */
export function EntryDrawer({ entryId, listed, names }: EntryDrawerProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: ['audit-entry', entryId],
    queryFn: () => call('audit.get', { entryId }),
    refetchInterval: (query) => (query.state.data?.entry.index === null ? againMs : false),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const whole = data?.entry.id === entryId ? data : null;
  const entry = whole?.entry ?? listed;
  return (
    <Drawer title={<span className="mono">{entry?.type ?? entryId}</span>}>
      {whole === null || whole.says === '' ? null : (
        <p lang="en" translate="no">
          {whole.says}
        </p>
      )}
      {error === null ? null : failureOf(error).code === 'not_found' ? (
        <p className="notice">{t('auditLog.noEntry')}</p>
      ) : (
        <Notice failure={failureOf(error)} />
      )}
      {entry === null ? null : <EntryFacts entry={entry} whole={whole} names={names} />}
      {whole === null ? error === null ? <Skeleton /> : null : <EntryChange whole={whole} />}
      {whole === null ? null : <AuditVerification key={entryId} entry={whole.entry} />}
      {entry === null ? null : <EntryLinks entry={entry} names={names} />}
      {whole === null ? null : <EntryRaw whole={whole} />}
      <CliLines lines={[api('audit.get', { entryId })]} />
    </Drawer>
  );
}
