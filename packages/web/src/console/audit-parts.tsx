import type { AuditEntryView, ChannelId, IdKind, idKinds, PrincipalId } from '@wardroom/contract';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { useSynced } from '../workspace/use-workspace.ts';

interface AuditNames {
  /** Display name of a principal that one may see; null for ids that say nothing here. */
  readonly principal: (id: string | null) => string | null;
  readonly channel: (id: string | null) => string | null;
}

export function useAuditNames(): AuditNames {
  const { people, me, channels } = useSynced();
  return {
    principal: (id) =>
      id === null ? null : id === me.id ? me.displayName : (people[id as PrincipalId]?.displayName ?? null),
    channel: (id) => (id === null ? null : channels[id as ChannelId]?.name || null),
  };
}

export function Actor({ entry: { actorId, actorType } }: { entry: AuditEntryView }) {
  const { t } = useTexts();
  const name = useAuditNames().principal(actorId);
  const className = ['bot', 'service', 'agent'].includes(actorType) ? 'agent-name' : undefined;
  if (name !== null) return <bdi className={className}>{name}</bdi>;
  if (actorId === null) return <span className="quiet">{actorType}</span>;
  return (
    <span className={className} title={actorId}>
      {t('console.audit.someActor', { type: actorType })} <span className="mono">…{actorId.slice(-6)}</span>
    </span>
  );
}

const kinds: Readonly<Record<string, TextKey>> = {
  Tenant: 'console.audit.kind.tenant',
  Principal: 'console.audit.kind.principal',
  Session: 'console.audit.kind.session',
  Credential: 'console.audit.kind.credential',
  Invitation: 'console.audit.kind.invitation',
  Channel: 'console.audit.kind.channel',
  Message: 'console.audit.kind.message',
};

/** By the prefix of an id. Taken from the contract by type alone: its code would bring the schemas to every page. */
const kindsByPrefix: Readonly<Partial<Record<string, TextKey>>> = {
  ten: kinds.Tenant,
  prn: kinds.Principal,
  ses: kinds.Session,
  key: kinds.Credential,
  inv: kinds.Invitation,
  chn: kinds.Channel,
  msg: kinds.Message,
} satisfies Partial<Record<(typeof idKinds)[IdKind], TextKey | undefined>>;

/** An entry names the resource its operation asks about, as the workspace for a new channel; an id knows its own kind. */
function kindKey({ resourceKind, resourceId }: AuditEntryView): TextKey | undefined {
  const prefix = resourceId?.slice(0, resourceId.indexOf('_')) ?? '';
  return kindsByPrefix[prefix] ?? kinds[resourceKind];
}

export function Resource({ entry }: { entry: AuditEntryView }) {
  const { t } = useTexts();
  const { resourceKind, resourceId } = entry;
  const known = kindKey(entry);
  const kind = known === undefined ? resourceKind : t(known);
  const names = useAuditNames();
  const name = names.principal(resourceId);
  if (name !== null) return <bdi>{name}</bdi>;
  const channel = names.channel(resourceId);
  if (channel !== null) return <bdi># {channel}</bdi>;
  if (resourceId === null) return kind === '' ? '–' : kind;
  return (
    <span title={resourceId}>
      {kind} <span className="mono">…{resourceId.slice(-6)}</span>
    </span>
  );
}

const outcomeChips = { success: 'chip chip-ok', failure: 'chip chip-agent', blocked: 'chip chip-bad' };

export function OutcomeChip({ outcome }: Pick<AuditEntryView, 'outcome'>) {
  const { t } = useTexts();
  return <span className={outcomeChips[outcome]}>{t(`console.audit.outcome.${outcome}`)}</span>;
}
