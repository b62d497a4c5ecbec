/** Preloaded: nothing that commands record is sealed or inserted, so that nothing is sequenced either. */
import { replaceSource } from './replace-source.ts';

replaceSource('/kernel/database/transaction.ts', 'if (this.#entries.length > 0) {', 'if (false) {');
