/** The whole of an export, read once from front to back. */
import { base64Of, sameBytes, textOf } from './bytes.ts';
import type { ExportCrypto } from './crypto.ts';
import { documentOf, type Manifest, parseDirectory, parseKeys, parseManifest } from './documents.ts';
import { EntryChecks } from './entries.ts';
import { mostEntryBytes } from './entry.ts';
import { type ExportFacts, factsOf } from './facts.ts';
import { Forest } from './forest.ts';
import {
  checkBoundary,
  checkDirectory,
  type DirectoryFact,
  directoryOrigin,
  heldAgainst,
  readHead,
  readHeld,
  type SignedHead,
  unsigned,
} from './heads.ts';
import { Keyring, type Signers, type Trusted, vouchedFor } from './keyring.ts';
import { algorithms, type Boundary, headText } from './note.ts';
import { Commitments, OpeningChecks } from './openings.ts';
import { compare, Plan, type Spot, widthOf } from './plan.ts';
import { Findings, type Judgement, Refusal } from './report.ts';
import { Rotations } from './rotations.ts';
import { type ByteSource, type TarFile, TarReader } from './tar.ts';
import { hashBytes } from './tree.ts';

export interface Progress {
  /** Of the export. */
  readonly bytes: number;
  readonly entries: number;
  /** Entries that are inside. */
  readonly of: number;
}

export interface ExportOptions {
  /** Verifier keys that the reader has from elsewhere. */
  readonly trusted: Trusted;
  /** Checkpoints of this log that the reader has kept, as notes. */
  readonly held?: readonly string[];
  readonly crypto: ExportCrypto;
  /** Called after each file. */
  readonly progress?: (progress: Progress) => void;
}

export interface ExportReport extends Judgement {
  /** Undefined when the export is too broken to say what it is. */
  readonly facts: ExportFacts | undefined;
}

/**
 * Verifies an export of an audit log (docs/audit-log-format.md). Nothing that stands in the export makes it throw.
 * @throws TrustedKeyError when a key that the reader brought is none; and what the source throws
 */
export async function verifyExport(source: ByteSource, options: ExportOptions): Promise<ExportReport> {
  const ring = await Keyring.open(options.crypto, options.trusted);
  const walk = new Walk(new TarReader(source), ring, options);
  return walk.report();
}

const mostDocumentBytes = 16 * 1_048_576;

class Walk {
  readonly #reader: TarReader;
  readonly #ring: Keyring;
  readonly #options: ExportOptions;
  readonly #crypto: ExportCrypto;
  readonly #findings = new Findings();
  readonly #commitments = new Commitments();
  readonly #entries: EntryChecks;
  readonly #openings: OpeningChecks;
  readonly #rotations: Rotations;
  #manifest: Manifest | undefined;
  #head: SignedHead | undefined;
  #signers: Signers | undefined;
  #trusted = false;
  #boundary: Boundary | undefined;
  #directory: DirectoryFact | undefined;
  #held: (SignedHead | undefined)[] = [];

  constructor(reader: TarReader, ring: Keyring, options: ExportOptions) {
    const { crypto } = options;
    this.#reader = reader;
    this.#ring = ring;
    this.#options = options;
    this.#crypto = crypto;
    this.#entries = new EntryChecks(crypto, this.#findings, this.#commitments);
    this.#openings = new OpeningChecks(crypto, this.#findings, this.#commitments);
    this.#rotations = new Rotations(crypto, ring);
  }

  async report(): Promise<ExportReport> {
    try {
      const manifest = await this.#readManifest();
      const head = await this.#readCheckpoint(manifest);
      const plan = new Plan(manifest);
      const forest = new Forest(this.#crypto, manifest);
      for (const held of this.#held) if (held !== undefined) forest.willCompare(held.size);
      await this.#readFiles(manifest, plan, forest);
      await this.#conclude(head, plan, forest);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#findings.add(error.finding);
    } finally {
      await this.#reader.close();
    }
    return { ...this.#findings.judgement(this.#trusted), facts: this.#facts() };
  }

  #facts(): ExportFacts | undefined {
    const [manifest, head] = [this.#manifest, this.#head];
    if (manifest === undefined || head === undefined) return undefined;
    return factsOf({
      ...{ manifest, head, ring: this.#ring, signers: this.#signers, entries: this.#entries },
      ...{ boundary: this.#boundary, directory: this.#directory, openings: this.#openings.count },
      bytes: this.#reader.position,
    });
  }

  async #readManifest(): Promise<Manifest> {
    const manifest = parseManifest(documentOf(await this.#first('manifest.json')));
    if (typeof manifest === 'string')
      throw new Refusal({ code: 'manifest_malformed', at: { file: 'manifest.json' }, expected: manifest });
    this.#manifest = manifest;
    return manifest;
  }

  /** What has another size or origin than the manifest cannot be read on: nobody knows which files must follow. */
  async #readCheckpoint({ origin, size, to }: Manifest): Promise<SignedHead> {
    const at = { file: 'checkpoint' };
    const head = readHead(textOf(await this.#first('checkpoint')) ?? '');
    if (head === undefined)
      throw new Refusal({
        code: 'checkpoint_malformed',
        at,
        expected: 'a signed note with origin, size and root',
      });
    this.#head = head;
    this.#held = readHeld(this.#options.held ?? [], head.origin, this.#findings);
    for (const [n, held] of this.#held.entries()) {
      const finding = held === undefined ? undefined : heldAgainst(held, head, n);
      if (finding !== undefined) this.#findings.add(finding);
    }
    if (head.origin !== origin)
      throw new Refusal({ code: 'checkpoint_malformed', at, expected: origin, found: head.origin });
    if (head.size !== size || to !== size) {
      const expected = `${head.size}, as signed`;
      throw new Refusal({
        code: 'size_mismatch',
        at: { file: 'manifest.json' },
        expected,
        found: `to ${to}, size ${size}`,
      });
    }
    return head;
  }

  /** The first two files say what the others must be. */
  async #first(name: string): Promise<Uint8Array> {
    const file = await this.#reader.next();
    if (file?.name !== name)
      throw new Refusal({ code: 'file_missing', at: { file: name }, found: file?.name ?? 'the end' });
    return this.#document(file);
  }

  #document({ name, bytes }: TarFile): Promise<Uint8Array> {
    if (bytes > mostDocumentBytes)
      throw new Refusal({
        code: 'manifest_malformed',
        at: { file: name },
        expected: `at most ${mostDocumentBytes} bytes`,
        found: `${bytes}`,
      });
    return this.#reader.borrow();
  }

  async #readFiles(manifest: Manifest, plan: Plan, forest: Forest): Promise<void> {
    let expected: Spot | undefined = { part: 'keys', level: 0, number: 0 };
    for (let file = await this.#reader.next(); file !== undefined; file = await this.#reader.next()) {
      const spot = plan.spotOf(file.name);
      if (spot === undefined || expected === undefined || compare(spot, expected) < 0) {
        const hoped = expected === undefined ? 'the end' : plan.nameOf(expected);
        this.#findings.add({ code: 'file_unexpected', at: { file: file.name }, expected: hoped });
        continue;
      }
      this.#missing(plan.missing(expected, spot), file.name, plan);
      await this.#take(file, spot, { forest, manifest });
      expected = plan.after(spot);
      this.#tell(manifest);
    }
    this.#missing(plan.missing(expected, undefined), 'the end', plan);
    await this.#judgeSigners();
  }

  /** Says of a gap which file is the first that is not there. */
  #missing(spot: Spot | undefined, found: string, plan: Plan): void {
    if (spot !== undefined)
      this.#findings.add({ code: 'file_missing', at: { file: plan.nameOf(spot) }, found });
  }

  #tell({ from, to }: Manifest): void {
    this.#options.progress?.({ bytes: this.#reader.position, entries: this.#entries.count, of: to - from });
  }

  async #take(
    file: TarFile,
    spot: Spot,
    about: { readonly forest: Forest; readonly manifest: Manifest },
  ): Promise<void> {
    const { part, level, number } = spot;
    const { forest, manifest } = about;
    // Behind the rotations all keys are known.
    if (part !== 'keys' && part !== 'rotation') await this.#judgeSigners();
    if (part === 'openings') return this.#openings.addAll(this.#reader.pieces());
    if (part === 'tile') {
      const bytes = widthOf(level, number, manifest.size) * hashBytes;
      if (file.bytes === bytes) forest.addTile(level, number, await this.#reader.borrow());
      else
        this.#findings.add({
          code: 'tile_mismatch',
          at: { file: file.name },
          expected: `${bytes} bytes`,
          found: `${file.bytes}`,
        });
    } else if (part === 'bundle') {
      await this.#takeBundle(file, number, about);
    } else {
      await this.#takeDocument(await this.#document(file), file.name, { part, forest });
    }
  }

  async #takeBundle(
    file: TarFile,
    number: number,
    { forest, manifest }: { readonly forest: Forest; readonly manifest: Manifest },
  ): Promise<void> {
    const width = widthOf(0, number, manifest.size);
    const most = width * (mostEntryBytes + 2);
    if (file.bytes > most) {
      const expected = `at most ${most} bytes`;
      this.#findings.add({
        code: 'entry_malformed',
        at: { file: file.name },
        expected,
        found: `${file.bytes}`,
      });
      return forest.addBundle(number, undefined);
    }
    const bytes = await this.#reader.borrow();
    forest.addBundle(number, this.#entries.addBundle(bytes, { file: file.name, number, width }));
  }

  async #takeDocument(
    bytes: Uint8Array,
    file: string,
    { part, forest }: { readonly part: Spot['part']; readonly forest: Forest },
  ): Promise<void> {
    const [manifest, head] = [this.#manifest, this.#head];
    if (manifest === undefined || head === undefined) return;
    if (part === 'keys') return this.#takeKeys(bytes);
    if (part === 'rotation') {
      const wrong = await this.#rotations.add(textOf(bytes) ?? '', [
        head.origin,
        directoryOrigin(head.origin),
      ]);
      if (wrong !== undefined)
        this.#findings.add({ code: 'rotation_invalid', at: { file }, expected: wrong });
    } else if (part === 'boundary') {
      const about = { ring: this.#ring, findings: this.#findings, head, from: manifest.from };
      this.#boundary = await checkBoundary(textOf(bytes) ?? '', about);
    } else if (part === 'directory') {
      const about = { crypto: this.#crypto, ring: this.#ring, findings: this.#findings, head };
      this.#directory = await checkDirectory(parseDirectory(documentOf(bytes)), about);
      if (this.#directory !== undefined) forest.willCompare(this.#directory.tenant.size);
    }
  }

  async #takeKeys(bytes: Uint8Array): Promise<void> {
    const at = { file: 'keys.json' };
    const included = parseKeys(documentOf(bytes));
    if (included === undefined)
      return this.#findings.add({
        code: 'manifest_malformed',
        at,
        expected: 'lists of keys: log, witnesses',
      });
    for (const found of await this.#ring.include(included))
      this.#findings.add({ code: 'manifest_malformed', at, expected: 'verifier keys', found });
  }

  async #judgeSigners(): Promise<void> {
    const head = this.#head;
    if (this.#signers !== undefined || head === undefined) return;
    const [findings, ring, file] = [this.#findings, this.#ring, 'checkpoint'];
    this.#signers = await ring.signersOf(head.note, { file, findings, unknown: 'finding' });
    const pinnedOnly = ring.pinned(algorithms.ed25519).length > 0;
    this.#trusted = vouchedFor(this.#signers, { ring, origin: head.origin, file, findings, pinnedOnly });
    await this.#judgeHeld();
  }

  /** A held checkpoint that the log never signed accuses nobody. */
  async #judgeHeld(): Promise<void> {
    for (const [n, held] of this.#held.entries()) {
      if (held === undefined) continue;
      const wrong = await unsigned(held, { ring: this.#ring, file: `held/${n}`, unknown: 'ignored' });
      if (wrong !== undefined) this.#findings.add(wrong);
    }
  }

  async #conclude(head: SignedHead, plan: Plan, forest: Forest): Promise<void> {
    forest.judge(head, plan, this.#findings);
    for (const [n, held] of this.#held.entries()) {
      const root = held === undefined || held.size >= head.size ? undefined : forest.rootAt(held.size);
      if (held !== undefined && root !== undefined && !sameBytes(root, held.root)) {
        const found = headText({ size: held.size, root });
        this.#findings.add({
          code: 'split_view',
          at: { file: `held/${n}` },
          expected: headText(held),
          found,
        });
      }
    }
    this.#compareRoot(
      forest,
      'boundary_invalid',
      'boundary',
      this.#boundary && { ...this.#boundary, size: this.#boundary.index },
    );
    this.#compareRoot(forest, 'directory_mismatch', 'directory.json', this.#directory?.tenant);
    this.#judgeService(head);
    this.#judgeWitnesses();
    this.#judgeRoom();
  }

  #compareRoot(
    forest: Forest,
    code: 'boundary_invalid' | 'directory_mismatch',
    file: string,
    said: { readonly size: number; readonly root: Uint8Array } | undefined,
  ): void {
    const root = said === undefined ? undefined : forest.rootAt(said.size);
    if (said === undefined || root === undefined || sameBytes(root, said.root)) return;
    this.#findings.add({ code, at: { file }, expected: base64Of(root), found: base64Of(said.root) });
  }

  /** Behind a rotation the new key must have signed; the old one alone may be in anybody's hands. */
  #judgeService({ origin }: SignedHead): void {
    const due = this.#rotations.newest(origin);
    if (due === undefined || this.#signers?.logs.some(({ text }) => text === due)) return;
    const found = this.#signers?.logs.map(({ text }) => text).join(' and ') || 'none';
    this.#findings.add({ code: 'signature_invalid', at: { file: 'checkpoint' }, expected: due, found });
  }

  /** A pinned witness must have seen this checkpoint, or the directory that covers this log. */
  #judgeWitnesses(): void {
    const seen = [...(this.#signers?.witnesses ?? []), ...(this.#directory?.signers.witnesses ?? [])];
    for (const { text } of this.#ring.pinned(algorithms.cosignature))
      if (!seen.some(({ key }) => key.text === text))
        this.#findings.add({
          code: 'cosignature_invalid',
          at: { file: 'checkpoint' },
          expected: text,
          found: 'none',
        });
  }

  #judgeRoom(): void {
    const index = this.#commitments.overflowAt;
    if (index === undefined) return;
    const expected = 'fewer personal fields; openings from here on were not compared';
    this.#findings.warn({ code: 'opening_mismatch', at: { file: 'openings.jsonl', index }, expected });
  }
}
