/** Bytes and their texts, strict in both directions: each value has one text and each text one value. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// What is encoded lies in pieces of a larger buffer: one of its own costs ten times as much, and its collection as much again.
const poolBytes = 65_536;
const largestPooled = poolBytes / 8;
let pool = new Uint8Array(0);
let used = 0;

function encoded(text: string): Uint8Array {
  // A UTF-16 unit becomes three bytes at most.
  const most = 3 * text.length;
  if (most > largestPooled) return encoder.encode(text);
  if (used + most > pool.length) {
    pool = new Uint8Array(poolBytes);
    used = 0;
  }
  const from = used;
  used += encoder.encodeInto(text, pool.subarray(from)).written;
  return pool.subarray(from, used);
}

/** UTF-8. A lone surrogate has none: null. */
export const utf8 = (text: string): Uint8Array | null => (text.isWellFormed() ? encoded(text) : null);

/** ASCII constants and text that is known to be well formed. */
export const ascii = (text: string): Uint8Array => encoder.encode(text);

/** Null for what is not UTF-8. A byte order mark stays in the text. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Not in constant time: nothing compared here is secret. */
export function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** Unsigned, big-endian, `length` bytes; `value` up to 2^53-1. */
export function uint(value: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at >= 0; at -= 1) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** Unsigned, big-endian. Null above 2^53-1. */
export function uintOf(bytes: Uint8Array): number | null {
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return Number.isSafeInteger(value) ? value : null;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const standardDigits = new Map([...alphabet].map((character, digit) => [character, digit]));
const urlAlphabet = alphabet.replace('+/', '-_');
const urlDigits = new Map([...urlAlphabet].map((character, digit) => [character, digit] as const));

/** Bytes that one call may take as arguments; a multiple of three, so that texts of pieces join. */
const pieceBytes = 6_144;

/** Standard alphabet with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  if (bytes.length <= pieceBytes) return btoa(String.fromCharCode(...bytes));
  let text = '';
  for (let at = 0; at < bytes.length; at += pieceBytes) text += base64(bytes.subarray(at, at + pieceBytes));
  return text;
}

/** The two digits of each twelve bits. */
const urlPairs = Array.from(
  { length: 4_096 },
  (_, bits) => urlAlphabet.charAt(bits >> 6) + urlAlphabet.charAt(bits & 63),
);

/** URL alphabet without padding (RFC 4648, section 5). */
export function base64url(bytes: Uint8Array): string {
  const byte = (at: number): number => bytes[at] ?? 0;
  const pair = (bits: number): string => urlPairs[bits] ?? '';
  const rest = bytes.length % 3;
  const end = bytes.length - rest;
  let text = '';
  for (let at = 0; at < end; at += 3) {
    const word = (byte(at) << 16) | (byte(at + 1) << 8) | byte(at + 2);
    text += pair(word >> 12) + pair(word & 0xf_ff);
  }
  if (rest === 1) return text + pair(byte(end) << 4);
  if (rest === 0) return text;
  const last = (byte(end) << 10) | (byte(end + 1) << 2);
  return text + pair(last >> 6) + urlAlphabet.charAt(last & 63);
}

/** Null for white space, absent or superfluous padding, and bits behind the last byte (RFC 4648, section 3.5). */
export function base64Bytes(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  return digitsToBytes(text.replace(/={1,2}$/, ''), standardDigits);
}

/** As `base64Bytes`, for the URL alphabet; padding is refused. */
export const base64urlBytes = (text: string): Uint8Array | null => digitsToBytes(text, urlDigits);

function digitsToBytes(text: string, digits: ReadonlyMap<string, number>): Uint8Array | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const digit = digits.get(character);
    if (digit === undefined) return null;
    word = ((word << 6) | digit) & 0xff_ff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (word >> bits) & 0xff;
    at += 1;
  }
  return (word & ((1 << bits) - 1)) === 0 ? bytes : null;
}

/** Lower case. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
