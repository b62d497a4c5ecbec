/** Whether what was hashed says what stands on the screen, all of it. */
import type { AuditEntryView, Operations, OutputOf } from '@wardroom/contract';

export type Proof = OutputOf<Operations['audit.proof']>;

export function isWhatIsShown(proof: Proof, entry: AuditEntryView): boolean {
  try {
    const bytes = Uint8Array.from(atob(proof.entry), (character) => character.charCodeAt(0));
    const { metadata, personal, ...sealed } = JSON.parse(new TextDecoder().decode(bytes)) as SealedEntry;
    const { address = null, ...opened } = Object.fromEntries(
      Object.entries(proof.openings).map(([field, { value }]) => [field, value]),
    );
    const pairs: readonly (readonly [unknown, unknown])[] = [
      ...[[sealed.id, entry.id] as const, [sealed.index, entry.index] as const],
      ...[[sealed.type, entry.type] as const, [sealed.store, entry.store] as const],
      ...[[sealed.outcome, entry.outcome] as const, [sealed.action, entry.action] as const],
      ...[[sealed.count, entry.count] as const, [sealed.subject, entry.subjectId] as const],
      ...[[sealed.credential, entry.credentialId] as const, [sealed.request, entry.requestId] as const],
      ...[[sealed.actor.id, entry.actorId] as const, [sealed.actor.type, entry.actorType] as const],
      ...[
        [sealed.resource.id, entry.resourceId] as const,
        [sealed.resource.kind, entry.resourceKind] as const,
      ],
      ...[[Date.parse(sealed.at), entry.at] as const, [address, entry.address] as const],
      [sorted(Object.keys(personal)), sorted([...Object.keys(proof.openings), ...entry.erased])],
    ];
    return pairs.every(([one, other]) => one === other) && isSame({ ...metadata, ...opened }, entry.metadata);
  } catch {
    return false;
  }
}

interface SealedEntry {
  readonly id: string;
  readonly index: number;
  readonly at: string;
  readonly type: string;
  readonly store: string;
  readonly outcome: string;
  readonly actor: { readonly id: string | null; readonly type: string };
  readonly subject: string | null;
  readonly action: string;
  readonly resource: { readonly id: string | null; readonly kind: string };
  readonly credential: string | null;
  readonly request: string;
  readonly count: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, string>>;
}

const sorted = (names: readonly string[]): string => [...names].sort().join();

/** What was too long for the log stands there as its hash, and on the screen as words about it. */
const isSame = (sealed: Readonly<Record<string, unknown>>, shown: AuditEntryView['metadata']): boolean =>
  sorted(Object.keys(sealed)) === sorted(Object.keys(shown)) &&
  Object.entries(sealed).every(
    ([name, value]) => (typeof value === 'object' && value !== null) || value === shown[name],
  );
