/** Bundles of entries, one after the other: each entry for itself, and that each fits to the one before. */

import type { ExportCrypto } from './crypto.ts';
import { type Entry, type EntryProblem, readEntry } from './entry.ts';
import type { Commitments } from './openings.ts';
import { tileWidth } from './plan.ts';
import type { Findings } from './report.ts';
import { SeenIds } from './seen-ids.ts';
import { hashBytes } from './tree.ts';

export class EntryChecks {
  readonly #crypto: ExportCrypto;
  readonly #findings: Findings;
  readonly #commitments: Commitments;
  readonly #seen = new SeenIds();
  #before: string | undefined;
  first: string | undefined;
  count = 0;

  constructor(crypto: ExportCrypto, findings: Findings, commitments: Commitments) {
    this.#crypto = crypto;
    this.#findings = findings;
    this.#commitments = commitments;
  }

  /** When the last entry so far was given its place. */
  get last(): string | undefined {
    return this.#before;
  }

  /**
   * @param bytes the bundle, which is used as scratch space
   * @returns the leaf hashes, undefined when the bundle cannot be taken apart
   */
  addBundle(
    bytes: Uint8Array,
    about: { readonly file: string; readonly number: number; readonly width: number },
  ): Uint8Array | undefined {
    const { file, number, width } = about;
    const leaves = new Uint8Array(width * hashBytes);
    let at = 0;
    for (let n = 0; n < width; n += 1) {
      const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      const [start, end] = [at + 2, at + 2 + length];
      if (end > bytes.length)
        return this.#apart(file, `${width} entries`, `${n} and ${bytes.length - at} bytes`);
      this.#add(bytes.subarray(start, end), file, number * tileWidth + n);
      // The length has been read; its second byte becomes the prefix of the leaf, so that nothing is copied.
      bytes[start - 1] = 0;
      this.#crypto.sha256Into(bytes.subarray(start - 1, end), leaves, n * hashBytes);
      at = end;
    }
    if (at !== bytes.length) return this.#apart(file, `${width} entries`, `${bytes.length - at} bytes more`);
    return leaves;
  }

  #apart(file: string, expected: string, found: string): undefined {
    this.#findings.add({ code: 'entry_malformed', at: { file }, expected, found });
  }

  #add(bytes: Uint8Array, file: string, index: number): void {
    this.count += 1;
    const entry = readEntry(bytes, index);
    if ('code' in entry) {
      const { code, expected, found } = entry;
      this.#findings.add({ code, at: { file, index }, expected, ...(found === undefined ? {} : { found }) });
      return;
    }
    const problem = this.#outOfLine(entry);
    if (problem !== undefined) this.#findings.add({ ...problem, at: { file, index } });
    this.first ??= entry.sequencedAt;
    if (this.#before === undefined || entry.sequencedAt > this.#before) this.#before = entry.sequencedAt;
    for (const field in entry.personal) this.#commitments.add(index, field, String(entry.personal[field]));
  }

  #outOfLine({ id, sequencedAt }: Entry): EntryProblem | undefined {
    const before = this.#before;
    if (!this.#seen.add(id)) return { code: 'entry_duplicate', expected: 'an id of its own', found: id };
    // One form of fixed width: the order of texts is the order of times.
    if (before !== undefined && sequencedAt < before)
      return { code: 'time_went_back', expected: `${before} or later`, found: sequencedAt };
    return undefined;
  }
}
