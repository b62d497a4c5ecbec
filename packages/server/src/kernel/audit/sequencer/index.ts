/** The door of the sequencer. */
export { type BatchEnd, LostLease } from './batch.ts';
export { addressField, isPersonalField, whomItTellsAbout } from './compose.ts';
export { type LoggedPart, type LoggedRow, leafBytes, openLoggedPart } from './leaf.ts';
export { type OpeningRow, openOpening } from './openings.ts';
export { type Backlog, Sequencer, type SequencerOptions } from './sequencer.ts';
export { CheckpointSigning, makeAuditKey, openedMs } from './signing.ts';
