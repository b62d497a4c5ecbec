/**
 * Bytes of a chat log → numbered lines of clean text, in bounded memory.
 * Logs of twenty years hold several encodings, often within one file, so each line is decoded on its own:
 * one bad byte must neither stop the import nor spoil its neighbours.
 */

/** Longest line kept, in UTF-16 code units; the rest of the line is dropped and counted. */
export const maxLineLength = 40_000;

/** A code point takes at most four bytes, so this many bytes always hold `maxLineLength` units. */
const maxLineBytes = maxLineLength * 4;
const lineFeed = 0x0a;

/** Running counts over everything read with one tally. */
export interface ReadTally {
  lines: number;
  /** Lines that were not UTF-8 and were read as windows-1252. */
  repairedLines: number;
  /** Lines cut at `maxLineLength`. */
  cutLines: number;
}

export interface LogLine {
  /** Counted from 0, as reply annotations do. */
  readonly number: number;
  readonly text: string;
}

export function emptyReadTally(): ReadTally {
  return { lines: 0, repairedLines: 0, cutLines: 0 };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/** Lines end in LF or CR LF; a last line without an end counts, an empty rest after the last LF does not. */
export async function* readLog(chunks: AsyncIterable<Uint8Array>, tally: ReadTally): AsyncGenerator<LogLine> {
  const open = new OpenLine();
  let number = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      open.append(chunk.subarray(start, end));
      yield { number, text: open.close(tally) };
      number += 1;
      start = end + 1;
    }
    open.append(chunk.subarray(start));
  }
  if (!open.isEmpty) yield { number, text: open.close(tally) };
}

/** The line being gathered across chunks; keeps no more than `maxLineBytes` of it. */
class OpenLine {
  #parts: Uint8Array[] = [];
  #keptBytes = 0;
  #isCut = false;

  get isEmpty(): boolean {
    return this.#keptBytes === 0;
  }

  append(bytes: Uint8Array): void {
    const room = maxLineBytes - this.#keptBytes;
    if (bytes.length > room) this.#isCut = true;
    const kept = bytes.subarray(0, room);
    if (kept.length === 0) return;
    // A copy: streams may reuse a chunk's memory after the next read.
    this.#parts.push(kept.slice());
    this.#keptBytes += kept.length;
  }

  close(tally: ReadTally): string {
    const bytes =
      this.#parts.length === 1 && this.#parts[0] ? this.#parts[0] : join(this.#parts, this.#keptBytes);
    const whole = this.#isCut ? withoutSplitSequence(bytes) : bytes;
    const decoded = decode(whole);
    const text = stripFormatting(decoded.text);
    const cut = cutAt(text, maxLineLength);
    tally.lines += 1;
    if (decoded.repaired) tally.repairedLines += 1;
    if (this.#isCut || cut.length < text.length) tally.cutLines += 1;
    this.#parts = [];
    this.#keptBytes = 0;
    this.#isCut = false;
    return cut;
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function decode(bytes: Uint8Array): { text: string; repaired: boolean } {
  try {
    return { text: utf8.decode(bytes), repaired: false };
  } catch {
    return { text: windows1252.decode(bytes), repaired: true };
  }
}

/** Drops a multi-byte sequence that the cut went through, which would make the whole line look like another encoding. */
function withoutSplitSequence(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 4 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
  }
  return bytes;
}

/** Never leaves half of a surrogate pair. */
function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? length - 1 : length);
}

/** mIRC colour (^C n,m), hexadecimal colour (^D rrggbb,rrggbb), then every other control code; see modern.ircdocs.horse/formatting. */
const colours = /\u0003(?:\d{1,2}(?:,\d{1,2})?)?|\u0004(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?/gi;
const controls = /[^\P{Cc}\t]/gu;

/** Text without formatting and control codes; a tab stays. */
export function stripFormatting(text: string): string {
  return text.replace(colours, '').replace(controls, '');
}
