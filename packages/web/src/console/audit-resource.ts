import type { AuditEntryView, IdKind, idKinds } from '@wardroom/contract';
import type { TextKey } from '../i18n/catalogue.ts';

type Prefix = (typeof idKinds)[IdKind];

/** Taken from the contract by type alone: its code would bring the schemas to every page. */
const kinds = {
  ten: 'console.audit.kind.tenant',
  prn: 'console.audit.kind.principal',
  ses: 'console.audit.kind.session',
  key: 'console.audit.kind.credential',
  inv: 'console.audit.kind.invitation',
  chn: 'console.audit.kind.channel',
  msg: 'console.audit.kind.message',
} as const satisfies Partial<Record<Prefix, TextKey>>;
type Known = keyof typeof kinds;

const byResource: Readonly<Record<string, Known>> = {
  Tenant: 'ten',
  Deployment: 'ten',
  Principal: 'prn',
  Session: 'ses',
  Credential: 'key',
  Invitation: 'inv',
  Channel: 'chn',
  Message: 'msg',
};
/** By the first word of a type: what was made. */
const byArea: Readonly<Record<string, Known>> = {
  principal: 'prn',
  session: 'ses',
  credential: 'key',
  invitation: 'inv',
  channel: 'chn',
  message: 'msg',
};

interface AuditResource {
  /** null: a kind that this page does not know. */
  readonly kind: TextKey | null;
  readonly id: string | null;
}

/**
 * What an entry is about. One that makes something asks about the workspace, and names what it made: its id is then that of
 * the new channel with the prefix of a workspace.
 */
export function resourceOf(
  entry: Pick<AuditEntryView, 'type' | 'resourceKind' | 'resourceId'>,
): AuditResource {
  const { type, resourceKind, resourceId } = entry;
  const made = resourceKind === 'Tenant' ? byArea[type.slice(0, type.indexOf('.'))] : undefined;
  const prefix = made ?? byResource[resourceKind];
  if (prefix === undefined) return { kind: null, id: resourceId };
  return { kind: kinds[prefix], id: resourceId?.replace(/^[a-z]+(?=_)/, prefix) ?? null };
}
