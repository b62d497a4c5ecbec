/** What a verification says: findings with a closed set of codes, facts, one verdict. */

export const findingCodes = [
  'manifest_malformed',
  'file_missing',
  'file_unexpected',
  'file_truncated',
  'checkpoint_malformed',
  'signature_invalid',
  'key_untrusted',
  'rotation_invalid',
  'cosignature_invalid',
  'root_mismatch',
  'tile_mismatch',
  'entry_malformed',
  'entry_not_canonical',
  'index_mismatch',
  'entry_duplicate',
  'time_went_back',
  'size_mismatch',
  'boundary_invalid',
  'rolled_back',
  'split_view',
  'opening_mismatch',
  'directory_mismatch',
  'inclusion_invalid',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Place {
  /** Name in the export; `export` for the whole, `held/<n>` for a checkpoint that the reader holds. */
  readonly file: string;
  /** Place of the entry in the log. */
  readonly index?: number;
}

export interface Finding {
  readonly code: FindingCode;
  readonly at: Place;
  readonly expected?: string;
  readonly found?: string;
}

/**
 * `intact`: everything holds, and a key that the reader pinned says so.
 * `unpinned`: everything agrees with itself, but only with keys that came along with it. Whoever made all of it could have made this, too.
 * `broken`: there are findings.
 */
export type Verdict = 'intact' | 'unpinned' | 'broken';

export interface Judgement {
  /** Only for `intact`. */
  readonly ok: boolean;
  readonly verdict: Verdict;
  /** The first hundred and the first of each code, in the order in which they were met. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
  /** What does not break the proof and should be known, such as keys that nobody pinned. */
  readonly warnings: readonly Finding[];
}

const mostFindings = 100;
const mostLetters = 300;

/** Ends a verification that cannot go on. Never leaves the package. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.code);
    this.finding = finding;
  }
}

export class Findings {
  readonly #findings: Finding[] = [];
  readonly #warnings: Finding[] = [];
  #count = 0;

  add(finding: Finding): void {
    this.#count += 1;
    // A flood of one kind must not hide the first of another.
    const isNew = !this.#findings.some(({ code }) => code === finding.code);
    if (this.#findings.length < mostFindings || isNew) this.#findings.push(brief(finding));
  }

  warn(finding: Finding): void {
    if (this.#warnings.length < mostFindings) this.#warnings.push(brief(finding));
  }

  get count(): number {
    return this.#count;
  }

  /** @param pinned whether a key that the reader pinned vouches for it */
  judgement(pinned: boolean): Judgement {
    const verdict = this.#count > 0 ? 'broken' : pinned ? 'intact' : 'unpinned';
    const [findings, warnings] = [[...this.#findings], [...this.#warnings]];
    return { ok: verdict === 'intact', verdict, findings, findingCount: this.#count, warnings };
  }
}

/** What was found may be hostile and long. */
function brief({ code, at, expected, found }: Finding): Finding {
  return {
    code,
    at: at.index === undefined ? { file: cut(at.file) } : { file: cut(at.file), index: at.index },
    ...(expected === undefined ? {} : { expected: cut(expected) }),
    ...(found === undefined ? {} : { found: cut(found) }),
  };
}

const cut = (text: string): string => (text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text);
