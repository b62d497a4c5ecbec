/** Personal fields and their commitments: HMAC-SHA-256 with the salt as key over domain, field and canonical value. */
import { base64urlOf, fromBase64url, joined, textOf, uint32, utf8 } from './bytes.ts';
import { canonicalOf, hasKeys, isRecord, type Json, parseJson } from './canonical.ts';
import type { ExportCrypto, VerifierCrypto } from './crypto.ts';
import type { Findings } from './report.ts';

const domain = utf8('wardroom-audit-personal/v1\u0000');
const saltBytes = 32;

/** @returns the commitment as base64url, undefined when salt or value cannot be */
export async function commitmentOf(
  crypto: Pick<VerifierCrypto, 'hmacSha256'>,
  opening: { readonly field: string; readonly salt: string; readonly value: Json },
): Promise<string | undefined> {
  const message = committed(opening);
  return message === undefined
    ? undefined
    : base64urlOf(await crypto.hmacSha256(message.salt, message.bytes));
}

function committed({
  field,
  salt: encoded,
  value,
}: {
  readonly field: string;
  readonly salt: string;
  readonly value: Json;
}) {
  const [salt, canonical] = [fromBase64url(encoded), canonicalOf(value)];
  if (salt?.length !== saltBytes || canonical === undefined) return undefined;
  const name = utf8(field);
  return { salt, bytes: joined([domain, uint32(name.length), name, utf8(canonical)]) };
}

// Of a commitment 22 letters are kept, 132 bits: enough that nobody finds another opening for them.
const keptLetters = 22;
const recordBytes = 12 + keptLetters;
const chunkRecords = 2_048;
const mostRecords = 4_000_000;

/** The commitments of an export in order of index, in 34 bytes each; their openings come behind all entries. */
export class Commitments {
  readonly #chunks: DataView[] = [];
  #count = 0;
  #cursor = 0;
  /** The first index whose commitments were too many to keep. */
  overflowAt: number | undefined;

  add(index: number, field: string, commitment: string): void {
    if (this.#count >= mostRecords) {
      this.overflowAt ??= index;
      return;
    }
    const within = this.#count % chunkRecords;
    if (within === 0) this.#chunks.push(new DataView(new ArrayBuffer(chunkRecords * recordBytes)));
    const chunk = this.#chunks.at(-1);
    const at = within * recordBytes;
    chunk?.setFloat64(at, index);
    chunk?.setUint32(at + 8, fieldMark(field));
    for (let n = 0; n < keptLetters; n += 1) chunk?.setUint8(at + 12 + n, commitment.charCodeAt(n));
    this.#count += 1;
  }

  /** Whether the entry committed to this. Indexes must not go down from one call to the next. */
  holds(index: number, field: string, commitment: string): boolean {
    while (this.#cursor < this.#count && this.#indexAt(this.#cursor) < index) this.#cursor += 1;
    const mark = fieldMark(field);
    for (let n = this.#cursor; n < this.#count && this.#indexAt(n) === index; n += 1)
      if (this.#matches(n, mark, commitment)) return true;
    return false;
  }

  #indexAt(record: number): number {
    const chunk = this.#chunks[Math.floor(record / chunkRecords)];
    return chunk?.getFloat64((record % chunkRecords) * recordBytes) ?? Number.NaN;
  }

  #matches(record: number, mark: number, commitment: string): boolean {
    const chunk = this.#chunks[Math.floor(record / chunkRecords)];
    const at = (record % chunkRecords) * recordBytes;
    if (chunk?.getUint32(at + 8) !== mark) return false;
    for (let n = 0; n < keptLetters; n += 1)
      if (chunk.getUint8(at + 12 + n) !== commitment.charCodeAt(n)) return false;
    return true;
  }
}

/** 32 bits of a name; the name itself is inside the commitment. */
function fieldMark(field: string): number {
  let mark = 0x811c9dc5;
  for (let at = 0; at < field.length; at += 1) mark = Math.imul(mark ^ field.charCodeAt(at), 0x01000193);
  return mark >>> 0;
}

const file = 'openings.jsonl';
const mostLineBytes = 1_048_576;

/** Compares each line of openings.jsonl with what the entries committed to. */
export class OpeningChecks {
  readonly #crypto: ExportCrypto;
  readonly #findings: Findings;
  readonly #commitments: Commitments;
  #index = 0;
  #fields = new Set<string>();
  count = 0;

  constructor(crypto: ExportCrypto, findings: Findings, commitments: Commitments) {
    this.#crypto = crypto;
    this.#findings = findings;
    this.#commitments = commitments;
  }

  async addAll(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    let held: Uint8Array[] = [];
    let heldBytes = 0;
    for await (const piece of pieces) {
      let start = 0;
      for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
        held.push(piece.subarray(start, end));
        this.#addLine(held.length === 1 ? piece.subarray(start, end) : joined(held));
        [held, heldBytes, start] = [[], 0, end + 1];
      }
      heldBytes += piece.length - start;
      if (heldBytes > mostLineBytes) return this.#wrong(`lines of at most ${mostLineBytes} bytes`);
      // The rest is copied: sources may use their buffers again.
      if (start < piece.length) held.push(piece.slice(start));
    }
    if (heldBytes > 0) this.#wrong('a newline at the end');
  }

  #addLine(bytes: Uint8Array): undefined {
    this.count += 1;
    const text = textOf(bytes);
    const line = text === undefined ? undefined : parseJson(text)?.value;
    if (!isRecord(line) || !hasKeys(line, ['index', 'field', 'salt', 'value']))
      return this.#wrong('an opening', text);
    const { index, field, salt, value = null } = line;
    if (typeof index !== 'number' || typeof field !== 'string' || typeof salt !== 'string')
      return this.#wrong('an opening', text);
    if (index < this.#index) return this.#wrong(`index ${this.#index} or higher`, `${index}`);
    if (index > this.#index) this.#fields = new Set();
    this.#index = index;
    if (this.#fields.has(field)) return this.#wrong('one opening for a field', field, index);
    this.#fields.add(field);
    const { overflowAt } = this.#commitments;
    if (overflowAt !== undefined && index >= overflowAt) return;
    const message = committed({ field, salt, value });
    const commitment =
      message === undefined ? '' : base64urlOf(this.#crypto.hmacSha256(message.salt, message.bytes));
    if (message === undefined || !this.#commitments.holds(index, field, commitment))
      this.#wrong('what the entry committed to', field, index);
  }

  #wrong(expected: string, found?: string, index?: number): undefined {
    const at = index === undefined ? { file } : { file, index };
    this.#findings.add({ code: 'opening_mismatch', at, expected, ...(found === undefined ? {} : { found }) });
  }
}
