/** An audit entry as operations give it (AUD-01). Store and form follow from the registry. */
import type { ActorType, AuditOutcome, AuditType, ResourceKind, Uuid } from '@wardroom/contract';

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
  readonly address: string | null;
  readonly requestId: Uuid;
  /** How often the same thing happened within one coalescing window. */
  readonly count?: number;
  /** Facts about the change; never message text, never a secret. */
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>;
}
