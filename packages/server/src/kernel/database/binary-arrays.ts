/**
 * Array parameters in PostgreSQL's binary form (array_send in src/backend/utils/adt/arrayfuncs.c): one buffer per
 * column of a batch. The text form costs both sides twice as much: quoting and hexadecimal here, parsing there. A
 * parameter that is a Buffer travels as binary, so the type in the statement (`$2::uuid[]`) must be the one encoded.
 */
import type { Uuid } from '@wardroom/contract';

const oid = { boolean: 16, bytea: 17, int8: 20, int4: 23, text: 25, timestamptz: 1184, uuid: 2950 } as const;
const headerLength = 20;
/** Seconds from 1970 to 2000, PostgreSQL's zero, in milliseconds. */
const postgresEpochMs = 946_684_800_000;

/** Dimensions, presence of nulls, element type, length, lower bound; an empty array has no dimension. */
function start(elementType: number, length: number, bytes: number, hasNull: boolean): Buffer {
  const buffer = Buffer.allocUnsafe(length === 0 ? 12 : headerLength + bytes);
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(hasNull ? 1 : 0, 4);
  buffer.writeInt32BE(elementType, 8);
  if (length === 0) return buffer;
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return buffer;
}

/** Elements of one size; `write` puts an element at a position. */
function fixed<T>(
  elementType: number,
  size: number,
  values: readonly (T | null)[],
  write: (buffer: Buffer, value: T, at: number) => void,
): Buffer {
  let nulls = 0;
  for (const value of values) if (value === null) nulls += 1;
  const buffer = start(elementType, values.length, values.length * (4 + size) - nulls * size, nulls > 0);
  let at = headerLength;
  for (const value of values) {
    if (value === null) at = buffer.writeInt32BE(-1, at);
    else {
      write(buffer, value, buffer.writeInt32BE(size, at));
      at += 4 + size;
    }
  }
  return buffer;
}

export const uuidArray = (values: readonly (Uuid | null)[]): Buffer => fixed(oid.uuid, 16, values, writeUuid);

export const int8Array = (values: readonly number[]): Buffer =>
  fixed(oid.int8, 8, values, (buffer, value, at) => {
    buffer.writeInt32BE(Math.floor(value / 4_294_967_296), at);
    buffer.writeUInt32BE(value >>> 0, at + 4);
  });

export const int4Array = (values: readonly number[]): Buffer =>
  fixed(oid.int4, 4, values, (buffer, value, at) => buffer.writeInt32BE(value, at));

export const booleanArray = (values: readonly boolean[]): Buffer =>
  fixed(oid.boolean, 1, values, (buffer, value, at) => {
    buffer[at] = value ? 1 : 0;
  });

/** From milliseconds since 1970 to microseconds since 2000. */
export const instantArray = (values: readonly number[]): Buffer =>
  fixed(oid.timestamptz, 8, values, (buffer, value, at) =>
    buffer.writeBigInt64BE(BigInt(value - postgresEpochMs) * 1000n, at),
  );

export function byteaArray(values: readonly Buffer[]): Buffer {
  let bytes = values.length * 4;
  for (const value of values) bytes += value.length;
  const buffer = start(oid.bytea, values.length, bytes, false);
  let at = headerLength;
  for (const value of values) {
    at = buffer.writeInt32BE(value.length, at);
    at += value.copy(buffer, at);
  }
  return buffer;
}

export function textArray(values: readonly (string | null)[]): Buffer {
  let bytes = values.length * 4;
  for (const value of values) if (value !== null) bytes += Buffer.byteLength(value);
  const buffer = start(oid.text, values.length, bytes, values.includes(null));
  let at = headerLength;
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at);
      continue;
    }
    const length = buffer.write(value, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + length;
  }
  return buffer;
}

/** 16 bytes from `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. Throws on anything else. */
function writeUuid(buffer: Buffer, uuid: string, at: number): void {
  let to = at;
  for (let from = 0; from < 36; from += 2) {
    if (uuid.charCodeAt(from) === 0x2d) from += 1;
    buffer[to] = (nibble(uuid.charCodeAt(from)) << 4) | nibble(uuid.charCodeAt(from + 1));
    to += 1;
  }
  if (to !== at + 16 || uuid.length !== 36) throw new TypeError('not a UUID');
}

function nibble(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  throw new TypeError('not a UUID');
}
