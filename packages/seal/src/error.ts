/** Refusals of this package. Codes are stable; where docs/audit-log-format.md names one, it is the same word. */
export type SealErrorCode =
  /** A value that canonical JSON cannot carry, or beyond its limits. */
  | 'not_canonical'
  /** A size, index, width or hash outside its range: an error of the caller. */
  | 'out_of_range'
  /** A tile that is too short or no row of hashes. */
  | 'tile_malformed'
  | 'bundle_malformed'
  | 'entry_malformed'
  | 'note_malformed'
  /** No signature of the note is by a known key. */
  | 'note_unsigned'
  /** A signature by a known key does not fit, or a required one is absent. */
  | 'signature_invalid'
  | 'key_malformed'
  /** Two known keys have the same name and id. */
  | 'key_ambiguous'
  | 'checkpoint_malformed'
  | 'cosignature_invalid'
  | 'rotation_invalid'
  | 'boundary_invalid'
  | 'inclusion_invalid'
  | 'consistency_invalid'
  | 'opening_mismatch'
  | 'proof_malformed';

export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: SealErrorCode;

  /** `detail` names the place and what was expected there; it never quotes a secret. */
  constructor(code: SealErrorCode, detail: string) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}
