/** An audit entry as operations give it (AUD-01). Store and form follow from the registry. */
import {
  type ActorType,
  type AuditMetadata,
  type AuditOutcome,
  type AuditType,
  type ResourceKind,
  type Uuid,
  undeclaredFields,
} from '@wardroom/contract';
import type { Identity } from '../call.ts';

/** What `credentialId` is the id of. */
export type CredentialKind = 'session' | 'credential' | 'token';

export interface AuditEntry {
  readonly type: AuditType;
  readonly outcome: AuditOutcome;
  readonly actorType: ActorType;
  readonly actorId: Uuid | null;
  readonly subjectId?: Uuid | null;
  /** Name of the operation. */
  readonly action: string;
  readonly resourceKind: ResourceKind;
  readonly resourceId: Uuid | null;
  readonly credentialId: Uuid | null;
  /** Of an entry that names a credential. */
  readonly credentialKind?: CredentialKind;
  readonly address: string | null;
  readonly requestId: Uuid;
  /** How often the same thing happened within one coalescing window. */
  readonly count?: number;
  /** Facts about the change; never message text, never a secret. */
  readonly metadata?: AuditMetadata;
}

/** Throws when an entry says more than its type declares: what is personal in it would not be known. */
export function requireDeclared({ type, metadata = {} }: AuditEntry): void {
  const undeclared = undeclaredFields(type, metadata);
  if (undeclared.length > 0) throw new Error(`${type} declares no such metadata: ${undeclared.join(', ')}`);
}

const credentialKinds = { session: 'session', key: 'credential', token: 'token' } as const;

/** The credential that a call came with. */
export const credentialOf = (
  identity: Pick<Identity, 'id' | 'kind'> | undefined,
): Pick<AuditEntry, 'credentialId' | 'credentialKind'> =>
  identity === undefined
    ? { credentialId: null }
    : { credentialId: identity.id, credentialKind: credentialKinds[identity.kind] };
