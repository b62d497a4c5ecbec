/** Checkpoints: that of the export, those that the reader holds, those of the directory. */
import { base64urlOf, joined, sameBytes, utf8 } from './bytes.ts';
import type { VerifierCrypto } from './crypto.ts';
import type { DirectoryProof } from './documents.ts';
import { type Keyring, type Signers, vouchedFor } from './keyring.ts';
import {
  type Boundary,
  type Checkpoint,
  headText,
  type Note,
  parseBoundary,
  parseCheckpoint,
  parseNote,
} from './note.ts';
import { type Finding, Findings } from './report.ts';
import { leafHash, rootOfInclusion } from './tree.ts';

export interface SignedHead extends Checkpoint {
  readonly note: Note;
}

export function readHead(text: string): SignedHead | undefined {
  const note = parseNote(text);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  return note === undefined || checkpoint === undefined ? undefined : { ...checkpoint, note };
}

/** `<host>/audit/<tenant id>` → `<host>/audit` */
export const directoryOrigin = (origin: string): string =>
  origin.slice(0, Math.max(0, origin.lastIndexOf('/')));

/** Whether the reader pinned a key that may sign for the origin. */
export const isPinned = (ring: Keyring, origin: string): boolean =>
  ring.pinned(1).some(({ name }) => name === origin);

/**
 * Checkpoints that the reader holds: what they say may be judged only when they belong to this log.
 * @param held notes
 */
export function readHeld(
  held: readonly string[],
  origin: string,
  findings: Findings,
): (SignedHead | undefined)[] {
  return held.map((text, n) => {
    const head = readHead(text);
    const at = { file: `held/${n}` };
    if (head === undefined) findings.add({ code: 'checkpoint_malformed', at, expected: 'a checkpoint' });
    else if (head.origin !== origin)
      findings.add({ code: 'checkpoint_malformed', at, expected: origin, found: head.origin });
    return head?.origin === origin ? head : undefined;
  });
}

/** A tree that is smaller than one that the reader has seen, or another of the same size. */
export function heldAgainst(held: SignedHead, head: Checkpoint, n: number): Finding | undefined {
  const at = { file: `held/${n}` };
  if (held.size > head.size)
    return { code: 'rolled_back', at, expected: `size ${held.size} or larger`, found: `size ${head.size}` };
  if (held.size === head.size && !sameBytes(held.root, head.root))
    return { code: 'split_view', at, expected: headText(held), found: headText(head) };
  return undefined;
}

export interface DirectoryFact {
  readonly origin: string;
  readonly size: number;
  /** The checkpoint of the tenant that is covered. */
  readonly tenant: SignedHead;
  readonly signers: Signers;
}

interface Surroundings {
  readonly crypto: VerifierCrypto;
  readonly ring: Keyring;
  readonly findings: Findings;
  readonly head: Checkpoint;
}

const file = 'directory.json';
const domain = utf8('wardroom-audit-directory/v1\u0000');

/** @returns undefined when something is wrong, which has been said */
export async function checkDirectory(
  proof: DirectoryProof | undefined,
  about: Surroundings,
): Promise<DirectoryFact | undefined> {
  const { ring, findings, head, crypto } = about;
  const mismatch = (expected: string, found?: string): undefined => {
    findings.add({
      code: 'directory_mismatch',
      at: { file },
      expected,
      ...(found === undefined ? {} : { found }),
    });
  };
  const [directory, tenant] = [readHead(proof?.checkpoint ?? ''), readHead(proof?.tenantCheckpoint ?? '')];
  if (proof === undefined || directory === undefined || tenant === undefined)
    return mismatch('a proof with checkpoint, index, inclusion, salt and tenantCheckpoint');
  const origin = directoryOrigin(head.origin);
  if (directory.origin !== origin) return mismatch(origin, directory.origin);
  if (tenant.origin !== head.origin) return mismatch(head.origin, tenant.origin);
  if (tenant.size > head.size)
    return mismatch(`a checkpoint of at most ${head.size} entries`, `${tenant.size}`);
  const signers = await ring.signersOf(directory.note, { file, findings, unknown: 'finding' });
  const before = findings.count;
  vouchedFor(signers, { ring, origin, file, findings, pinnedOnly: isPinned(ring, origin) });
  // Any key of the log will do, one out of service as well: what it says counts by the tree that continues it.
  const wrong = await unsigned(tenant, { ring, file, isKnownEnough: true });
  if (wrong !== undefined)
    return mismatch(`a checkpoint of this log that ${wrong.expected} signed`, wrong.found);
  const root = await rootOfDirectory(crypto, proof, { tenant, size: directory.size });
  if (root === undefined || !sameBytes(root, directory.root))
    return mismatch(headText(directory), root === undefined ? 'an impossible path' : base64urlOf(root));
  return findings.count > before ? undefined : { origin, size: directory.size, tenant, signers };
}

async function rootOfDirectory(
  crypto: VerifierCrypto,
  proof: DirectoryProof,
  { tenant, size }: { readonly tenant: SignedHead; readonly size: number },
): Promise<Uint8Array | undefined> {
  const { salt, index, inclusion: path } = proof;
  const commitment = await crypto.hmacSha256(salt, joined([domain, utf8(tenant.note.text)]));
  const leaf = await leafHash(crypto, utf8(`{"commitment":"${base64urlOf(commitment)}","v":1}`));
  return rootOfInclusion(crypto, { leaf, index, size, path });
}

/** Whether no key that counts has signed it; a reader without any pinned key believes those of the export here. */
export async function unsigned(
  { note, origin }: { readonly note: Note; readonly origin: string },
  {
    ring,
    file: place,
    unknown = 'finding',
    isKnownEnough = false,
  }: {
    readonly ring: Keyring;
    readonly file: string;
    readonly unknown?: 'finding' | 'ignored';
    readonly isKnownEnough?: boolean;
  },
): Promise<Finding | undefined> {
  const findings = new Findings();
  const pinnedOnly = !isKnownEnough && ring.pinned(1).length > 0;
  const signers = await ring.signersOf(note, { file: place, findings, unknown });
  vouchedFor(signers, { ring, origin, file: place, findings, pinnedOnly });
  return findings.judgement(true).findings[0];
}

const toPin =
  'a key that you pinned, or one that follows it; where the key found is to count, compare it with what the operator says elsewhere, then pin it or any older one';

/** @returns undefined when something is wrong, which has been said */
export async function checkBoundary(
  text: string,
  about: {
    readonly ring: Keyring;
    readonly findings: Findings;
    readonly head: Checkpoint;
    /** First entry of the export. */
    readonly from: number;
  },
): Promise<Boundary | undefined> {
  const { ring, findings, head, from } = about;
  const at = { file: 'boundary' };
  const invalid = (expected: string, found?: string): undefined => {
    findings.add({ code: 'boundary_invalid', at, expected, ...(found === undefined ? {} : { found }) });
  };
  const note = parseNote(text);
  const boundary = note === undefined ? undefined : parseBoundary(note.text);
  if (note === undefined || boundary === undefined) return invalid('a signed note of a boundary');
  if (boundary.origin !== head.origin) return invalid(head.origin, boundary.origin);
  const wrong = await unsigned({ note, origin: head.origin }, { ring, file: 'boundary' });
  // Who signed is not found by following rotations backwards: anybody can make a key whose note names the pinned one.
  if (wrong?.code === 'key_untrusted') return invalid(toPin, wrong.found);
  if (wrong !== undefined) return invalid(`${wrong.expected}`, wrong.found);
  // What was removed cannot be here, and what was never removed needs no boundary.
  if (boundary.index === 0 || boundary.index > from)
    return invalid(`a boundary at ${from} or before`, `${boundary.index}`);
  return boundary;
}
