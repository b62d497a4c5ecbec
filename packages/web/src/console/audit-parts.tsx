import type { ActorType, AuditEntryView } from '@wardroom/contract';
import { kindTexts } from '../account/person-texts.tsx';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { shortId } from '../ui/id.tsx';
import type { Names } from './names.ts';

const actorTexts: Readonly<Record<ActorType, TextKey>> = {
  ...kindTexts,
  system: 'console.audit.actor.system',
  operator: 'console.audit.actor.operator',
  anonymous: 'console.audit.actor.anonymous',
};

export interface EntryProps {
  readonly entry: AuditEntryView;
  readonly names: Names;
}

/** A type that this page does not know keeps the word of the server. */
export function useActorType(): (type: string) => string {
  const { t } = useTexts();
  return (type) => (Object.hasOwn(actorTexts, type) ? t(actorTexts[type as ActorType]) : type);
}

export function Actor({ entry: { actorId, actorType }, names }: EntryProps) {
  const typeOf = useActorType();
  const name = names.person(actorId);
  const className = ['bot', 'service', 'agent'].includes(actorType) ? 'agent-name' : undefined;
  if (name !== null) return <bdi className={className}>{name}</bdi>;
  if (actorId === null) return <span className="quiet">{typeOf(actorType)}</span>;
  return (
    <span className={className} title={actorId}>
      {typeOf(actorType)} <span className="mono">{shortId(actorId)}</span>
    </span>
  );
}

/** Whom it was done to or for, when that is somebody whom nothing else of the entry names. */
export function subjectOf({ subjectId, actorId, resourceId }: AuditEntryView): string | null {
  return subjectId === actorId || subjectId === resourceId ? null : subjectId;
}

const resourceTexts: Readonly<Record<string, TextKey>> = {
  Tenant: 'console.audit.kind.tenant',
  Deployment: 'console.audit.kind.tenant',
  Principal: 'console.audit.kind.principal',
  Session: 'console.audit.kind.session',
  Credential: 'console.audit.kind.credential',
  Invitation: 'console.audit.kind.invitation',
  Token: 'console.audit.kind.token',
  Client: 'console.audit.kind.client',
  Grant: 'console.audit.kind.grant',
  Channel: 'console.audit.kind.channel',
  Message: 'console.audit.kind.message',
  Role: 'roles.role',
  Group: 'console.audit.kind.group',
  Policy: 'console.audit.kind.policy',
  Decision: 'console.audit.kind.decision',
};

/** By the name that the reader may know; otherwise by what it is. Its id is in the drawer. */
export function Resource({ entry, names }: EntryProps) {
  const { t } = useTexts();
  const { resourceKind, resourceId: id } = entry;
  const channel = names.channel(id);
  const name = channel === null ? (names.person(id) ?? names.role(id)) : `# ${channel}`;
  if (name !== null) return <bdi>{name}</bdi>;
  const partners = names.partners(id);
  if (partners !== null) return t('console.audit.direct', { names: partners });
  if (resourceKind === 'Channel' && id !== null)
    return <span className="quiet">{t(unseenChannel(entry))}</span>;
  const known = resourceTexts[resourceKind];
  const word = known === undefined ? resourceKind : t(known);
  return word === '' ? '–' : word;
}

/** What its making says of it; other entries about it say less. */
const unseenChannel = ({ metadata }: AuditEntryView): TextKey =>
  metadata.kind === 'direct' ? 'console.audit.directUnseen' : 'console.audit.channelUnseen';

const outcomeChips = { success: 'chip chip-ok', failure: 'chip chip-agent', blocked: 'chip chip-bad' };

export function OutcomeChip({ outcome }: Pick<AuditEntryView, 'outcome'>) {
  const { t } = useTexts();
  return <span className={outcomeChips[outcome]}>{t(`console.audit.outcome.${outcome}`)}</span>;
}
