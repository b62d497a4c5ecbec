/** JSON with one spelling (RFC 8785), so that a hash of it means the value and not somebody's printer. */
import { utf8, utf8Text } from './bytes.ts';
import { SealError } from './error.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Objects and arrays inside one another. */
export const maxDepth = 32;
/** Of UTF-8: what the length of an entry in a bundle (uint16, tlog-tiles) can say. */
export const maxCanonicalBytes = 65_535;

const refuse = (reason: string): SealError => new SealError('not_canonical', reason);

/**
 * Canonical JSON as text. -0 is written as 0.
 * Throws `not_canonical` for lone surrogates, numbers that are not finite, undefined, holes, bigint, functions,
 * objects with a class of their own, more than 32 levels and more than `limit` UTF-16 units (65,535).
 */
export function canonicalText(value: unknown, limit = maxCanonicalBytes): string {
  const sink: Sink = { text: '', limit };
  write(value, 0, sink);
  return sink.text;
}

/** `canonicalText` in UTF-8. */
export function canonicalBytes(value: unknown): Uint8Array {
  const bytes = utf8(canonicalText(value));
  if (!bytes || bytes.length > maxCanonicalBytes) throw refuse(`more than ${maxCanonicalBytes} bytes`);
  return bytes;
}

/**
 * The value of bytes that are canonical.
 * Throws `not_canonical` for anything that `canonicalBytes` would write otherwise: white space, another order,
 * names given twice, other spellings of a number or a string, what is no JSON.
 */
export function parseCanonical(bytes: Uint8Array): Json {
  if (bytes.length > maxCanonicalBytes) throw refuse(`more than ${maxCanonicalBytes} bytes`);
  const text = utf8Text(bytes);
  if (text === null) throw refuse('not UTF-8');
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw refuse('not JSON');
  }
  if (canonicalText(value) !== text) throw refuse('another spelling than RFC 8785 gives');
  return value;
}

interface Sink {
  text: string;
  /** In UTF-16 units, of which each is a byte or more. */
  readonly limit: number;
}

function put(sink: Sink, text: string): void {
  sink.text += text;
  // Also what ends a structure that contains itself many times over.
  if (sink.text.length > sink.limit) throw refuse(`more than ${sink.limit} units`);
}

function write(value: unknown, depth: number, sink: Sink): void {
  if (typeof value === 'string') put(sink, quoted(value));
  else if (typeof value === 'number') put(sink, numeral(value));
  else if (value === null || typeof value === 'boolean') put(sink, String(value));
  else if (typeof value !== 'object') throw refuse(`${typeof value} is no JSON`);
  else if (depth >= maxDepth) throw refuse(`more than ${maxDepth} levels`);
  else if (Array.isArray(value)) writeArray(value, depth + 1, sink);
  else writeObject(value, depth + 1, sink);
}

function writeArray(values: readonly unknown[], depth: number, sink: Sink): void {
  put(sink, '[');
  for (let at = 0; at < values.length; at += 1) {
    if (at > 0) put(sink, ',');
    write(values[at], depth, sink);
  }
  put(sink, ']');
}

function writeObject(value: object, depth: number, sink: Sink): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refuse('an object with a class of its own');
  put(sink, '{');
  let before = '';
  for (const name of sortedNames(value)) {
    put(sink, `${before}${quoted(name)}:`);
    write((value as Record<string, unknown>)[name], depth, sink);
    before = ',';
  }
  put(sink, '}');
}

/** In the order of UTF-16 units (RFC 8785, section 3.2.3), which is how JavaScript compares strings. */
function sortedNames(value: object): readonly string[] {
  const names = Object.keys(value);
  for (let at = 1; at < names.length; at += 1)
    if ((names[at - 1] ?? '') > (names[at] ?? '')) return names.sort();
  return names;
}

/** Printable ASCII in which nothing is escaped: most of what is written. */
const plain = /^[ !#-[\]-~]*$/;

/** ECMAScript escapes exactly what RFC 8785, section 3.2.2.2, asks for, once lone surrogates are out. */
function quoted(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw refuse('a lone surrogate');
  return JSON.stringify(text);
}

/** RFC 8785, section 3.2.2.3: as ECMAScript prints numbers. */
function numeral(value: number): string {
  if (!Number.isFinite(value)) throw refuse(`${value} is no JSON`);
  return String(value);
}
