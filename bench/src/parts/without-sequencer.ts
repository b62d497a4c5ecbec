/** Preloaded: entries are recorded and wait; the sequencer's thread does nothing. */
import { replaceSource } from './replace-source.ts';

replaceSource('/app/sequencer.ts', './sequencer-thread.ts', '../../../../bench/src/parts/idle-thread.ts');
