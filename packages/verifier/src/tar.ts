/**
 * Reads an uncompressed ustar archive (POSIX.1-1988) from a stream, strictly: regular files with short plain names and
 * nothing else. What a common tar would forgive could hide bytes that nobody has looked at.
 */
import { textOf } from './bytes.ts';
import { Refusal } from './report.ts';

export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const blockBytes = 512;
/** Archives are often filled up to a whole record. */
const recordBytes = 20 * blockBytes;
const nameForm = /^[A-Za-z0-9_./-]{1,100}$/;

export interface TarFile {
  readonly name: string;
  readonly bytes: number;
}

export class TarReader {
  readonly #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #used = 0;
  #taken = 0;
  /** Of the file that is being read: bytes that nobody took yet, and the padding behind them. */
  #rest = 0;
  #padding = 0;
  #name = 'export';
  #lent = new Uint8Array(0);

  constructor(source: ByteSource) {
    this.#chunks =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#taken;
  }

  /** The next file. What was not read of the one before is passed over. @returns undefined at a proper end */
  async next(): Promise<TarFile | undefined> {
    await this.skip();
    const header = await this.#take(blockBytes);
    if (header.every((byte) => byte === 0)) {
      await this.#expectEnd();
      return undefined;
    }
    const file = readHeader(header);
    if (typeof file === 'string')
      throw refusal('file_unexpected', this.#name, `a plain file after this one`, file);
    this.#name = file.name;
    this.#rest = file.bytes;
    this.#padding = (blockBytes - (file.bytes % blockBytes)) % blockBytes;
    return file;
  }

  /** The whole file, in a buffer that the next call uses again: of a million entries nothing is left to collect. */
  async borrow(): Promise<Uint8Array> {
    const count = this.#rest;
    if (this.#lent.length < count) this.#lent = new Uint8Array(Math.max(count, this.#lent.length * 2));
    const bytes = this.#lent.subarray(0, count);
    await this.#fillUp(bytes);
    await this.#endFile();
    return bytes;
  }

  /** The file piece by piece; a piece is good until the next one. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    while (this.#rest > 0) {
      if (!(await this.#fill())) throw this.#truncated();
      const piece = this.#chunk.subarray(this.#used, this.#used + this.#rest);
      this.#used += piece.length;
      this.#taken += piece.length;
      this.#rest -= piece.length;
      yield piece;
    }
    await this.#endFile();
  }

  async skip(): Promise<void> {
    if (this.#rest === 0 && this.#padding === 0) return;
    for await (const _ of this.pieces());
  }

  /** Lets the source go, when reading ends early. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #endFile(): Promise<void> {
    this.#rest = 0;
    const padding = await this.#take(this.#padding);
    this.#padding = 0;
    if (padding.some((byte) => byte !== 0))
      throw refusal('file_unexpected', this.#name, 'noughts behind the file', 'bytes that belong to nothing');
  }

  async #expectEnd(): Promise<void> {
    let blocks = 1;
    while (await this.#fill()) {
      const block = await this.#take(blockBytes);
      if (block.some((byte) => byte !== 0))
        throw refusal('file_unexpected', 'export', 'nothing behind the end', 'bytes that belong to nothing');
      blocks += 1;
      if (blocks > recordBytes / blockBytes + 1) break;
    }
    if (blocks < 2) throw refusal('file_truncated', 'export', 'two empty blocks at the end', 'one');
    if (blocks > 2 && this.#taken % recordBytes !== 0)
      throw refusal('file_unexpected', 'export', 'two empty blocks, or a whole record', `${blocks} blocks`);
  }

  /** Exactly so many bytes, in a buffer of their own. */
  async #take(count: number): Promise<Uint8Array> {
    const taken = new Uint8Array(count);
    await this.#fillUp(taken);
    return taken;
  }

  async #fillUp(target: Uint8Array): Promise<void> {
    let at = 0;
    while (at < target.length) {
      if (!(await this.#fill())) throw this.#truncated();
      const piece = this.#chunk.subarray(this.#used, this.#used + target.length - at);
      target.set(piece, at);
      at += piece.length;
      this.#used += piece.length;
    }
    this.#taken += target.length;
  }

  /** @returns false at the end of the source */
  async #fill(): Promise<boolean> {
    while (this.#used >= this.#chunk.length) {
      const { done, value } = await this.#chunks.next();
      if (done) return false;
      this.#chunk = value;
      this.#used = 0;
    }
    return true;
  }

  #truncated(): Refusal {
    return refusal('file_truncated', this.#name, 'more bytes', `the end after ${this.#taken} bytes`);
  }
}

const refusal = (
  code: 'file_unexpected' | 'file_truncated',
  file: string,
  expected: string,
  found: string,
): Refusal => new Refusal({ code, at: { file }, expected, found });

/** @returns what is wrong with it, otherwise */
function readHeader(block: Uint8Array): TarFile | string {
  const sum = octal(block, 148, 6);
  const sumEnd = [block[154], block[155]].join();
  if (sum === undefined || !['0,32', '32,0'].includes(sumEnd) || sum !== checksum(block))
    return 'a header whose checksum does not fit';
  const magic = textOf(block.subarray(257, 265));
  if (magic !== 'ustar\u000000') return 'a header that is not ustar';
  if (block[156] !== 0x30) return `a file of type ${block[156]}`;
  if (block.subarray(157, 257).some((byte) => byte !== 0)) return 'a link';
  if (block.subarray(345, 512).some((byte) => byte !== 0)) return 'a header with a prefix';
  const field = block.subarray(0, 100);
  const end = field.indexOf(0);
  const name = textOf(end < 0 ? field : field.subarray(0, end)) ?? '';
  if (end >= 0 && field.subarray(end).some((byte) => byte !== 0)) return 'a name with something behind it';
  if (!nameForm.test(name) || name.split('/').some((part) => /^\.{0,2}$/.test(part)))
    return 'a name that no file of an export has';
  const bytes = octal(block, 124, 11);
  if (bytes === undefined || (block[135] !== 0 && block[135] !== 0x20)) return 'a size that is no number';
  return { name, bytes };
}

function octal(block: Uint8Array, at: number, digits: number): number | undefined {
  let value = 0;
  for (const byte of block.subarray(at, at + digits)) {
    if (byte < 0x30 || byte > 0x37) return undefined;
    value = value * 8 + byte - 0x30;
  }
  return value;
}

/** The sum of all bytes, with those of the checksum itself as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < blockBytes; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}
