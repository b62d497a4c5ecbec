/** One entry with all that shows it to be in the log. Form: docs/audit-log-format.md, “Proof of one entry”. */
import { base64, base64Bytes } from '../bytes.ts';
import { canonicalText, type Json, parseCanonical } from '../canonical.ts';
import { type Digest, type Ed25519Verify, type HmacDigest, hashBytes } from '../crypto.ts';
import { SealError } from '../error.ts';
import { type OpenCheckpoint, openCheckpoint } from '../note/checkpoint.ts';
import type { VerifierKey } from '../note/key.ts';
import { readLeafHash } from '../tree/hash.ts';
import { requireInclusion } from '../tree/verify.ts';
import type { ExportDirectory, ExportKeys } from './export.ts';
import { isCount, isRecord, membersOf } from './members.ts';
import { type Opening, requireOpening } from './personal.ts';

export interface EntryProof {
  /** The bytes that were hashed. */
  readonly entry: Uint8Array;
  readonly index: number;
  /** From the leaf up. */
  readonly inclusion: readonly Uint8Array[];
  /** A signed note. */
  readonly checkpoint: string;
  /** Of personal fields that were not erased, or that the reader may see. */
  readonly openings: Readonly<Record<string, Opening>>;
  /** Who signs; whom to trust the reader must know from elsewhere. */
  readonly keys: ExportKeys;
  /** Signed notes, oldest first. */
  readonly rotations: readonly string[];
  /** Null as long as no directory covers the log. */
  readonly directory: ExportDirectory | null;
  /** From the checkpoint that the directory covers to that of the proof; empty where they are one. */
  readonly continuation: readonly Uint8Array[];
}

const malformed = (reason: string): SealError => new SealError('proof_malformed', reason);

/** The JSON that people download; indented, for it is read by people, too. */
export function formatEntryProof(proof: EntryProof): string {
  const form = {
    v: 2,
    index: proof.index,
    entry: base64(proof.entry),
    inclusion: proof.inclusion.map(base64),
    openings: proof.openings,
    checkpoint: proof.checkpoint,
    keys: proof.keys,
    rotations: proof.rotations,
    directory: proof.directory,
    continuation: proof.continuation.map(base64),
  };
  return `${JSON.stringify(form, null, 2)}\n`;
}

/** More than an entry, its openings, 128 hashes and a hundred notes need together. */
const maxProofLength = 8_000_000;

const members2 = [
  ...['v', 'entry', 'index', 'inclusion', 'checkpoint', 'openings'],
  ...['keys', 'rotations', 'directory', 'continuation'],
];

/**
 * Of version 2; the verifier reads older ones. Throws `proof_malformed` for what is no proof: other members, other types,
 * hashes of another length.
 */
export function parseEntryProof(text: string): EntryProof {
  if (text.length > maxProofLength) throw malformed('too long');
  let form: unknown;
  try {
    form = JSON.parse(text);
  } catch {
    throw malformed('not JSON');
  }
  const members = membersOf(form, members2);
  if (members?.['v'] !== 2) throw malformed('version 2 has ten members');
  const { index, checkpoint } = members;
  const entry = bytesOf(members['entry']);
  if (!entry || !isCount(index) || typeof checkpoint !== 'string')
    throw malformed('an entry, an index or a checkpoint of another type');
  return {
    ...{ entry, index, checkpoint, inclusion: parsePath(members['inclusion']) },
    openings: parseOpenings(members['openings']),
    keys: parseKeys(members['keys']),
    rotations: parseTexts(members['rotations']),
    directory: members['directory'] === null ? null : parseDirectory(members['directory']),
    continuation: parsePath(members['continuation']),
  };
}

function parsePath(value: unknown): Uint8Array[] {
  if (!Array.isArray(value) || value.length > 64) throw malformed('a path is a list');
  return value.map((hash) => {
    const bytes = bytesOf(hash);
    if (bytes?.length !== hashBytes) throw malformed('a hash is the base64 of 32 bytes');
    return bytes;
  });
}

function parseTexts(value: unknown): string[] {
  const isList = Array.isArray(value) && value.every((one): one is string => typeof one === 'string');
  if (!isList) throw malformed('keys and rotations are lists of texts');
  return value;
}

function parseKeys(value: unknown): ExportKeys {
  const members = membersOf(value, ['log', 'witnesses']);
  if (members === null) throw malformed('keys are of the log and of witnesses');
  return { log: parseTexts(members['log']), witnesses: parseTexts(members['witnesses']) };
}

function parseDirectory(value: unknown): ExportDirectory {
  const members = membersOf(value, ['checkpoint', 'index', 'inclusion', 'salt', 'tenantCheckpoint']);
  const { checkpoint, index, inclusion, salt, tenantCheckpoint } = members ?? {};
  if (typeof checkpoint !== 'string' || typeof tenantCheckpoint !== 'string' || typeof salt !== 'string')
    throw malformed('a directory has two notes and a salt');
  if (!isCount(index)) throw malformed('a directory has an index');
  return { checkpoint, index, inclusion: parseTexts(inclusion), salt, tenantCheckpoint };
}

const bytesOf = (value: unknown): Uint8Array | null =>
  typeof value === 'string' ? base64Bytes(value) : null;

function parseOpenings(value: unknown): Record<string, Opening> {
  if (!isRecord(value)) throw malformed('openings are an object');
  const openings = Object.entries(value).map(([field, opening]): [string, Opening] => {
    const members = membersOf(opening, ['salt', 'value']);
    if (typeof members?.['salt'] !== 'string') throw malformed(`the opening of ${field}`);
    return [field, { salt: members['salt'], value: members['value'] as Json }];
  });
  return Object.fromEntries(openings);
}

/** What a reader brings to a proof: primitives, and the log and keys that they trust. */
export interface ProofReader {
  readonly digest: Digest;
  readonly hmac: HmacDigest;
  readonly verify: Ed25519Verify;
  readonly origin: string;
  readonly keys: readonly VerifierKey[];
}

/**
 * The entry and the checkpoint that covers it. Throws what `openCheckpoint` throws; `inclusion_invalid`;
 * `not_canonical`; `entry_malformed` when the entry states another index; `opening_mismatch`.
 */
export async function requireEntryProof(
  proof: EntryProof,
  reader: ProofReader,
): Promise<{ readonly entry: Readonly<Record<string, unknown>>; readonly checkpoint: OpenCheckpoint }> {
  const checkpoint = await openCheckpoint(proof.checkpoint, reader, reader.verify);
  const { size, root } = checkpoint;
  const leaf = await readLeafHash(reader.digest, proof.entry);
  await requireInclusion(reader.digest, { leaf, index: proof.index, size, root, proof: proof.inclusion });
  const entry: unknown = parseCanonical(proof.entry);
  if (!isRecord(entry) || entry['index'] !== proof.index)
    throw new SealError('entry_malformed', `the entry does not say that its index is ${proof.index}`);
  const personal = isRecord(entry['personal']) ? entry['personal'] : {};
  for (const [field, opening] of Object.entries(proof.openings)) {
    const commitment = personal[field];
    if (typeof commitment !== 'string')
      throw new SealError('opening_mismatch', `the entry has no ${canonicalText(field)}`);
    await requireOpening(reader.hmac, { field, commitment, opening });
  }
  return { entry, checkpoint };
}
