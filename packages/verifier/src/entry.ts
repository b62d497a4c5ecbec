/** One event of the log: its fields, and that its bytes are the only ones it can have. */
import { textOf } from './bytes.ts';
import { hasKeys, isCanonical, isRecord, type Json, parseJson } from './canonical.ts';
import type { FindingCode } from './report.ts';

export const mostEntryBytes = 65_535;

/** What later checks need of it. */
export interface Entry {
  readonly index: number;
  readonly id: string;
  readonly sequencedAt: string;
  /** Field name → commitment, base64url. */
  readonly personal: { readonly [field: string]: Json };
}

export interface EntryProblem {
  readonly code: FindingCode;
  readonly expected: string;
  readonly found?: string;
}

type Fields = { readonly [key: string]: Json };
type Test = (value: Json) => boolean;

const momentForm = /^\d{4}-(0\d|1[0-2])-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z$/;
const isText: Test = (value) => typeof value === 'string' && value !== '';
const isTextOrNull: Test = (value) => value === null || isText(value);
const isMoment: Test = (value) => typeof value === 'string' && momentForm.test(value);
const isCount = (least: number): Test => {
  return (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
};
const isPair =
  (key: string): Test =>
  (value) =>
    isRecord(value) &&
    hasKeys(value, ['id', key]) &&
    isTextOrNull(value['id'] ?? null) &&
    isText(value[key] ?? null);

/** 32 bytes, base64url without padding and without spare bits. */
const commitmentForm = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** In the order of a canonical object. */
const fields: Readonly<Record<string, Test>> = {
  action: isText,
  actor: isPair('type'),
  at: isMoment,
  count: isCount(1),
  credential: isTextOrNull,
  id: (value) => typeof value === 'string' && /^evt_[0-9a-z]{1,60}$/.test(value),
  index: isCount(0),
  metadata: (value) => isRecord(value) && everyValue(value, isPlain),
  outcome: (value) => value === 'success' || value === 'failure' || value === 'blocked',
  personal: (value) =>
    isRecord(value) && everyValue(value, (inner) => typeof inner === 'string' && commitmentForm.test(inner)),
  request: isTextOrNull,
  resource: isPair('kind'),
  sequencedAt: isMoment,
  store: (value) => value === 'security' || value === 'compliance' || value === 'both',
  subject: isTextOrNull,
  type: (value) => typeof value === 'string' && /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(value),
  v: (value) => value === 1,
};
const names = Object.keys(fields);
const tests = Object.entries(fields);

/** A plain value, or the digest of what would not fit. */
function isPlain(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return (
    isRecord(value) &&
    hasKeys(value, ['sha256', 'bytes']) &&
    isText(value['sha256'] ?? null) &&
    isCount(0)(value['bytes'] ?? null)
  );
}

function everyValue(record: Fields, test: Test): boolean {
  for (const key in record) if (!test(record[key] ?? null)) return false;
  return true;
}

/** @param index the place at which it stands */
export function readEntry(bytes: Uint8Array, index: number): Entry | EntryProblem {
  if (bytes.length > mostEntryBytes)
    return { code: 'entry_malformed', expected: `at most ${mostEntryBytes} bytes`, found: `${bytes.length}` };
  const text = textOf(bytes);
  if (text === undefined) return { code: 'entry_malformed', expected: 'UTF-8' };
  const value = parseJson(text)?.value;
  if (!isRecord(value)) return { code: 'entry_malformed', expected: 'a JSON object', found: text };
  const wrong = wrongField(value);
  if (wrong !== undefined) return { code: 'entry_malformed', expected: wrong, found: text };
  if (!isCanonical(text, value))
    return {
      code: 'entry_not_canonical',
      expected: 'the canonical JSON of this value (RFC 8785)',
      found: text,
    };
  if (value['index'] !== index)
    return { code: 'index_mismatch', expected: `${index}`, found: JSON.stringify(value['index']) };
  // The tests above have looked at each of these.
  return value as unknown as Entry;
}

/** @returns what it must be */
function wrongField(value: Fields): string | undefined {
  for (const [name, test] of tests) {
    const found = value[name];
    if (found === undefined || !Object.hasOwn(value, name)) return `the field ${name}`;
    if (!test(found)) return `a proper ${name}`;
  }
  return hasKeys(value, names) ? undefined : 'no other fields';
}
