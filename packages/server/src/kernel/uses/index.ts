/** The door of bookkeeping about use. */
export { createGathering, type Gathering, type GatheringOptions } from './gathering.ts';
export { createUseNotes, type UseNotes, type UseNotesDeps, type UseNotesOptions } from './use-notes.ts';
