/** What one stored event is to those who may see it. */
import type { Event, Uuid } from '@wardroom/contract';

export interface Projection {
  /** The form that viewers share; null: nothing to show any more. */
  readonly shared: Event | null;
  readonly isRecipient: (viewer: Uuid) => boolean;
  /** No recipient is outside of these; spares asking everybody. */
  readonly among?: ReadonlySet<Uuid>;
  /** A form for this viewer alone, or null for the shared one. */
  readonly own?: (viewer: Uuid) => Event | null;
  /** After this event, what this viewer knows no longer follows from events: they start from a new snapshot. */
  readonly resync?: (viewer: Uuid) => boolean;
  /** Whose view of people this event may have changed, without a new snapshot. */
  readonly outlookOf?: ReadonlySet<Uuid>;
}

export const toNobody: Projection = { shared: null, isRecipient: () => false };
