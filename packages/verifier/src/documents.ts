/** The JSON files of an export, read strictly: what has other fields than these is another format. */
import { fromBase64, fromBase64url, textOf } from './bytes.ts';
import { hasKeys, isRecord, type Json, parseJson } from './canonical.ts';
import { tileWidth } from './plan.ts';
import { hashBytes } from './tree.ts';

export interface Manifest {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly createdAt: string;
}

export interface DirectoryProof {
  /** A note. */
  readonly checkpoint: string;
  readonly index: number;
  readonly inclusion: readonly Uint8Array[];
  readonly salt: Uint8Array;
  /** A note. */
  readonly tenantCheckpoint: string;
}

/** Paths are as long as the tree is high; 2^53 leaves are the most there can be. */
const longestPath = 64;

/** The JSON of a file; undefined when it is none. */
export function documentOf(bytes: Uint8Array): Json | undefined {
  const text = textOf(bytes);
  return text === undefined ? undefined : parseJson(text)?.value;
}

const recordOf = (
  value: Json | undefined,
  keys: readonly string[],
): { readonly [key: string]: Json } | undefined =>
  isRecord(value) && hasKeys(value, keys) ? value : undefined;

const isIndex = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const manifestKeys = ['v', 'format', 'origin', 'from', 'to', 'size', 'createdAt'];

/** @returns what it must have, when it has not */
export function parseManifest(document: Json | undefined): Manifest | string {
  const record = recordOf(document, manifestKeys);
  if (record === undefined) return `a JSON object with ${manifestKeys.join(', ')}`;
  const { v, format, origin, from, to, size, createdAt } = record;
  if (v !== 1 || format !== 'wardroom-audit-export') return 'format wardroom-audit-export, v 1';
  if (typeof origin !== 'string' || origin === '') return 'an origin';
  if (!isIndex(from) || !isIndex(to) || !isIndex(size)) return 'from, to and size as numbers from 0';
  if (from > to) return 'from that is at most to';
  if (from % tileWidth !== 0) return `from that is a multiple of ${tileWidth}`;
  if (typeof createdAt !== 'string' || Number.isNaN(Date.parse(createdAt))) return 'a time as createdAt';
  return { origin, from, to, size, createdAt };
}

export interface IncludedKeys {
  readonly log: readonly string[];
  readonly witnesses: readonly string[];
}

export function parseKeys(document: Json | undefined): IncludedKeys | undefined {
  const { log, witnesses } = recordOf(document, ['log', 'witnesses']) ?? {};
  return areTexts(log) && areTexts(witnesses) ? { log, witnesses } : undefined;
}

const mostKeys = 1_000;
const areTexts = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.length <= mostKeys && value.every((item: Json) => typeof item === 'string');

export function parseDirectory(document: Json | undefined): DirectoryProof | undefined {
  const record = recordOf(document, ['checkpoint', 'index', 'inclusion', 'salt', 'tenantCheckpoint']);
  if (record === undefined) return undefined;
  const { checkpoint, index, tenantCheckpoint } = record;
  const inclusion = parsePath(record['inclusion']);
  const salt = typeof record['salt'] === 'string' ? fromBase64url(record['salt']) : undefined;
  if (typeof checkpoint !== 'string' || typeof tenantCheckpoint !== 'string') return undefined;
  if (!isIndex(index) || inclusion === undefined || salt?.length !== 32) return undefined;
  return { checkpoint, index, inclusion, salt, tenantCheckpoint };
}

/** Hashes in base64, as inclusion and consistency proofs have them. */
export function parsePath(value: unknown): readonly Uint8Array[] | undefined {
  if (!Array.isArray(value) || value.length > longestPath) return undefined;
  const path = value.map((hash: unknown) => (typeof hash === 'string' ? fromBase64(hash) : undefined));
  const whole = path.filter((hash) => hash?.length === hashBytes).filter((hash) => hash !== undefined);
  return whole.length === path.length ? whole : undefined;
}

/** What comes along with a proof since version 2, so that an older pinned key and a witness are enough to judge it. */
export interface Company {
  readonly keys: IncludedKeys;
  /** Notes, oldest first. */
  readonly rotations: readonly string[];
  readonly directory: DirectoryProof | null;
  /** From the checkpoint that the directory covers to that of the proof. */
  readonly continuation: readonly Uint8Array[];
}

export interface EntryProof {
  readonly entry: Uint8Array;
  readonly index: number;
  readonly inclusion: readonly Uint8Array[];
  /** A note. */
  readonly checkpoint: string;
  readonly openings: { readonly [field: string]: { readonly salt: string; readonly value: Json } };
  /** Null in version 1. */
  readonly company: Company | null;
}

const proofKeys = ['v', 'entry', 'index', 'inclusion', 'checkpoint', 'openings'];
const companyKeys = ['keys', 'rotations', 'directory', 'continuation'];

export function parseEntryProof(proof: Json | undefined): EntryProof | undefined {
  if (!isRecord(proof)) return undefined;
  const { v, index, checkpoint, openings } = proof;
  if (!hasKeys(proof, v === 1 ? proofKeys : [...proofKeys, ...companyKeys])) return undefined;
  const entry = typeof proof['entry'] === 'string' ? fromBase64(proof['entry']) : undefined;
  const inclusion = parsePath(proof['inclusion']);
  if ((v !== 1 && v !== 2) || entry === undefined || !isIndex(index) || inclusion === undefined)
    return undefined;
  if (typeof checkpoint !== 'string' || !isRecord(openings) || !Object.values(openings).every(isOpening))
    return undefined;
  const company = v === 1 ? null : parseCompany(proof);
  if (company === undefined) return undefined;
  return { entry, index, inclusion, checkpoint, openings: openings as EntryProof['openings'], company };
}

function parseCompany(proof: { readonly [key: string]: Json }): Company | undefined {
  const { rotations } = proof;
  const keys = parseKeys(proof['keys']);
  const directory = proof['directory'] === null ? null : parseDirectory(proof['directory']);
  const continuation = parsePath(proof['continuation']);
  if (keys === undefined || !areTexts(rotations)) return undefined;
  if (directory === undefined || continuation === undefined) return undefined;
  // A path that leads from nowhere is no path.
  if (directory === null && continuation.length > 0) return undefined;
  return { keys, rotations, directory, continuation };
}

const isOpening = (value: Json): boolean =>
  isRecord(value) && hasKeys(value, ['salt', 'value']) && typeof value['salt'] === 'string';
