/** The proof of one entry, and that one checkpoint continues another. Everything is asynchronous, so browsers can do it. */
import { base64Of, sameBytes } from './bytes.ts';
import { parseJson } from './canonical.ts';
import type { VerifierCrypto } from './crypto.ts';
import { type Company, type EntryProof, type IncludedKeys, parseEntryProof, parsePath } from './documents.ts';
import { readEntry } from './entry.ts';
import { type CoverFact, coverFact, type KeyFact, keyFacts, type WitnessFact, witnessFact } from './facts.ts';
import { checkDirectory, type DirectoryFact, directoryOrigin, readHead, type SignedHead } from './heads.ts';
import { Keyring, type Signers, type Trusted, vouchedFor } from './keyring.ts';
import { algorithms, headText } from './note.ts';
import { commitmentOf } from './openings.ts';
import { Findings, type Judgement } from './report.ts';
import { Rotations } from './rotations.ts';
import { isConsistent, leafHash, rootOfInclusion } from './tree.ts';

export interface ProofOptions {
  readonly trusted: Trusted;
  readonly crypto: VerifierCrypto;
  /** Notes by which a pinned key leads to the one that signed, oldest first; for what does not bring its own. */
  readonly rotations?: readonly string[];
}

export interface HeadFacts {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly witnesses: readonly WitnessFact[];
}

export interface ProofFacts extends HeadFacts {
  readonly index: number;
  /** When the entry was given its place, as it says; null where it cannot be read. */
  readonly sequencedAt: string | null;
  readonly openings: readonly string[];
  readonly keys: readonly KeyFact[];
  /** The newest key of each log that notes lead to: what it has not signed, nobody should believe from now on. */
  readonly inService: readonly string[];
  /** Whoever has seen the directory has seen this much of the log. */
  readonly directory: CoverFact | null;
}

export interface ProofReport extends Judgement {
  readonly facts: ProofFacts | undefined;
}

/**
 * @param proof JSON text, version 1 or 2 (docs/audit-log-format.md)
 * @throws TrustedKeyError
 */
export async function verifyProof(proof: string, options: ProofOptions): Promise<ProofReport> {
  const findings = new Findings();
  const parsed = parseEntryProof(parseJson(proof)?.value);
  const head = parsed === undefined ? undefined : readHead(parsed.checkpoint);
  if (parsed === undefined) {
    findings.add({
      code: 'manifest_malformed',
      at: { file: 'proof' },
      expected: 'a proof of one entry, v 1 or 2',
    });
    return { ...findings.judgement(false), facts: undefined };
  }
  if (head === undefined) {
    findings.add({ code: 'checkpoint_malformed', at: { file: 'checkpoint' }, expected: 'a checkpoint' });
    return { ...findings.judgement(false), facts: undefined };
  }
  const bench = await benchFor(head.origin, { ...options, findings, ...parsed.company });
  const signed = await judgeHead(head, bench, 'checkpoint');
  bench.judgeService(head.origin, signed.signers, 'checkpoint');
  const directory = await judgeDirectory(head, parsed.company, bench);
  const sequencedAt = await judgeEntry(parsed, head, bench);
  const witnesses = judgeWitnesses(parsed.index, signed.signers, directory, bench);
  const facts: ProofFacts = {
    ...{ ...headFacts(head, witnesses), index: parsed.index, sequencedAt },
    openings: Object.keys(parsed.openings),
    keys: keyFacts(bench.ring, signed.signers),
    inService: bench.inService,
    directory: coverFact(directory),
  };
  return { ...findings.judgement(signed.trusted), facts };
}

/** @returns when it was given its place */
async function judgeEntry(
  { entry, index, inclusion: path, openings }: EntryProof,
  head: SignedHead,
  { crypto, findings }: Bench,
): Promise<string | null> {
  const at = { file: 'proof', index };
  const read = readEntry(entry, index);
  if ('code' in read) findings.add({ at, ...read });
  const leaf = await leafHash(crypto, entry);
  const root = await rootOfInclusion(crypto, { leaf, index, size: head.size, path });
  if (root === undefined || !sameBytes(root, head.root)) {
    const found = root === undefined ? 'a path that this tree cannot have' : base64Of(root);
    findings.add({ code: 'inclusion_invalid', at, expected: headText(head), found });
  }
  const personal = 'code' in read ? {} : read.personal;
  for (const [field, { salt, value }] of Object.entries(openings)) {
    const commitment = await commitmentOf(crypto, { field, salt, value });
    if (commitment === undefined || !Object.hasOwn(personal, field) || personal[field] !== commitment)
      findings.add({ code: 'opening_mismatch', at, expected: 'what the entry committed to', found: field });
  }
  return 'code' in read ? null : read.sequencedAt;
}

/** The directory of a proof covers a checkpoint of this log that may be older; a path leads from that to this one. */
async function judgeDirectory(
  head: SignedHead,
  company: Company | null,
  { crypto, ring, findings }: Bench,
): Promise<DirectoryFact | undefined> {
  if (company === null || company.directory === null) return undefined;
  const directory = await checkDirectory(company.directory, { crypto, ring, findings, head });
  if (directory === undefined) return undefined;
  if (await isConsistent(crypto, directory.tenant, head, company.continuation)) return directory;
  findings.add({
    code: 'directory_mismatch',
    at: { file: 'continuation' },
    expected: `a tree that begins with ${headText(directory.tenant)}`,
    found: headText(head),
  });
  return undefined;
}

/** A pinned witness must have seen the checkpoint, or the directory over a tree that this entry is in. */
function judgeWitnesses(
  index: number,
  signers: Signers,
  directory: DirectoryFact | undefined,
  { ring, findings }: Bench,
): readonly WitnessFact[] {
  const covers = directory !== undefined && index < directory.tenant.size;
  const over = directory?.signers.witnesses ?? [];
  const seen = [...signers.witnesses, ...(covers ? over : [])];
  for (const { text } of ring.pinned(algorithms.cosignature))
    if (!seen.some(({ key }) => key.text === text)) {
      const found = over.some(({ key }) => key.text === text)
        ? `one over the first ${directory?.tenant.size} entries`
        : 'none';
      findings.add({ code: 'cosignature_invalid', at: { file: 'checkpoint' }, expected: text, found });
    }
  return [
    ...signers.witnesses.map(witnessFact('checkpoint')),
    ...(covers ? over.map(witnessFact('directory')) : []),
  ];
}

export interface ConsistencyReport extends Judgement {
  readonly facts: { readonly older: HeadFacts; readonly newer: HeadFacts } | undefined;
}

/** Two checkpoints, as notes, and the path of RFC 6962 between them in base64. */
export interface Continuation {
  readonly older: string;
  readonly newer: string;
  readonly path: readonly string[];
}

/** Whether the newer tree begins with the older. @throws TrustedKeyError */
export async function verifyConsistency(
  claim: Continuation,
  options: ProofOptions,
): Promise<ConsistencyReport> {
  const findings = new Findings();
  const heads = (['older', 'newer'] as const).map((file) => {
    const head = readHead(claim[file]);
    if (head === undefined)
      findings.add({ code: 'checkpoint_malformed', at: { file }, expected: 'a checkpoint' });
    return head;
  });
  const [older, newer] = heads;
  const path = parsePath(claim.path);
  if (path === undefined)
    findings.add({ code: 'manifest_malformed', at: { file: 'path' }, expected: 'hashes in base64' });
  if (older === undefined || newer === undefined || path === undefined)
    return { ...findings.judgement(false), facts: undefined };
  const bench = await benchFor(newer.origin, { ...options, findings });
  const signed = [await judgeHead(older, bench, 'older'), await judgeHead(newer, bench, 'newer')];
  const [first, second] = signed;
  const seen = [cosignersOf(first?.signers, 'older', bench), cosignersOf(second?.signers, 'newer', bench)];
  // The older one may be of the time before a rotation.
  bench.judgeService(newer.origin, second?.signers, 'newer');
  const at = { file: 'newer' };
  if (older.origin !== newer.origin)
    findings.add({ code: 'checkpoint_malformed', at, expected: older.origin, found: newer.origin });
  else if (newer.size < older.size)
    findings.add({
      code: 'rolled_back',
      at,
      expected: `size ${older.size} or larger`,
      found: `size ${newer.size}`,
    });
  else if (!(await isConsistent(options.crypto, older, newer, path)))
    findings.add({
      code: 'split_view',
      at,
      expected: `a tree that begins with ${headText(older)}`,
      found: headText(newer),
    });
  const trusted = signed.every((one) => one.trusted);
  const facts = { older: headFacts(older, seen[0] ?? []), newer: headFacts(newer, seen[1] ?? []) };
  return { ...findings.judgement(trusted), facts };
}

/** Of two checkpoints a pinned witness must have seen each. */
function cosignersOf(
  signers: Signers | undefined,
  file: string,
  { ring, findings }: Bench,
): readonly WitnessFact[] {
  const witnesses = signers?.witnesses ?? [];
  for (const { text } of ring.pinned(algorithms.cosignature))
    if (!witnesses.some(({ key }) => key.text === text))
      findings.add({ code: 'cosignature_invalid', at: { file }, expected: text, found: 'none' });
  return witnesses.map(witnessFact('checkpoint'));
}

/** Keys, and what was found with them, for all notes of one claim. */
class Bench {
  readonly crypto: VerifierCrypto;
  readonly findings: Findings;
  readonly ring: Keyring;
  /** Whether all keys that sign should be known here. */
  readonly isComplete: boolean;
  readonly #rotations: Rotations;
  readonly #origins: readonly string[];

  constructor(
    parts: Pick<Bench, 'crypto' | 'findings' | 'ring' | 'isComplete'>,
    rotations: Rotations,
    origins: readonly string[],
  ) {
    this.crypto = parts.crypto;
    this.findings = parts.findings;
    this.ring = parts.ring;
    this.isComplete = parts.isComplete;
    this.#rotations = rotations;
    this.#origins = origins;
  }

  get inService(): readonly string[] {
    const newest = this.#origins.map((origin) => this.#rotations.newest(origin));
    return this.ring.all
      .filter(({ text, trust }) => trust !== 'included' && newest.includes(text))
      .map(({ text }) => text);
  }

  /** Behind a rotation the new key must have signed; the old one alone may be in anybody’s hands. */
  judgeService(origin: string, signers: Signers | undefined, file: string): void {
    const newest = this.#rotations.newest(origin);
    if (newest !== undefined && !signers?.logs.some(({ text }) => text === newest))
      this.findings.add({ code: 'signature_invalid', at: { file }, expected: newest, found: 'none' });
  }
}

async function benchFor(
  origin: string,
  about: ProofOptions & { readonly findings: Findings; readonly keys?: IncludedKeys },
): Promise<Bench> {
  const { crypto, findings, keys, rotations: notes = [] } = about;
  const ring = await Keyring.open(crypto, about.trusted);
  for (const found of keys === undefined ? [] : await ring.include(keys))
    findings.add({ code: 'manifest_malformed', at: { file: 'keys' }, expected: 'verifier keys', found });
  const rotations = new Rotations(crypto, ring);
  const origins = [origin, directoryOrigin(origin)];
  for (const [n, text] of notes.entries()) {
    const wrong = await rotations.add(text, origins);
    if (wrong !== undefined)
      findings.add({ code: 'rotation_invalid', at: { file: `rotations/${n}` }, expected: wrong });
  }
  return new Bench({ crypto, findings, ring, isComplete: keys !== undefined }, rotations, origins);
}

/**
 * Without a pinned key nothing is known of who signed, which is said and no finding. Where keys came along, one of them must
 * have signed at least.
 */
async function judgeHead(
  head: SignedHead,
  { ring, findings, isComplete }: Bench,
  file: string,
): Promise<{ readonly trusted: boolean; readonly signers: Signers }> {
  const unknown = isComplete ? 'finding' : 'ignored';
  const signers = await ring.signersOf(head.note, { file, findings, unknown });
  const pinnedOnly = ring.pinned(algorithms.ed25519).length > 0;
  if (pinnedOnly || isComplete) {
    const trusted = vouchedFor(signers, { ring, origin: head.origin, file, findings, pinnedOnly });
    return { trusted, signers };
  }
  const [expected, found] = ['a pinned key', 'signatures that nobody can check'];
  findings.warn({ code: 'key_untrusted', at: { file }, expected, found });
  return { trusted: false, signers };
}

const headFacts = ({ origin, size, root }: SignedHead, witnesses: readonly WitnessFact[]): HeadFacts => ({
  ...{ origin, size, root: base64Of(root), witnesses },
});
