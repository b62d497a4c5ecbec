import type { Operations, OutputOf } from '@wardroom/contract';

/** One entry with all that is known of it. */
export type WholeEntry = OutputOf<Operations['audit.get']>;
