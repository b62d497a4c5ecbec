/** Writes exports for tests and benchmarks, from the page of the format alone. */
import { createHmac } from 'node:crypto';
import { canonical, entryOf, type Opening, openingsOf } from './entry.ts';
import { cosignatureLine, signedNote, type TestKey, testKey } from './keys.ts';
import type { NamedFile } from './tar.ts';
import { inclusionPath, leafOf, levelsOf, rootByLevels } from './tree.ts';

export const host = 'chat.example.com';
export const origin = `${host}/audit/tnt_01h2xcejqtf2nbrexx3vqjhp41`;
export const directoryOrigin = `${host}/audit`;

export const keys = {
  log: testKey(origin, 1, 'log 1'),
  nextLog: testKey(origin, 1, 'log 2'),
  thirdLog: testKey(origin, 1, 'log 3'),
  directory: testKey(directoryOrigin, 1, 'directory'),
  nextDirectory: testKey(directoryOrigin, 1, 'directory 2'),
  witness: testKey('witness.example.org', 4, 'witness'),
  stranger: testKey(origin, 1, 'stranger'),
} as const;

export interface LogSpec {
  readonly origin: string;
  readonly size: number;
  readonly from: number;
  readonly entryAt: (index: number) => Buffer;
  readonly openingsAt: (index: number) => readonly Opening[];
  readonly signers: readonly TestKey[];
  readonly witnesses: readonly TestKey[];
  /** Notes, oldest first. */
  readonly rotations: readonly string[];
  /** What keys.json says. */
  readonly includes: { readonly log: readonly TestKey[]; readonly witnesses: readonly TestKey[] };
  /** Note. */
  readonly boundary?: string;
  /** Size of the checkpoint that the directory covers. */
  readonly covered?: number;
  /** Those of the checkpoint that is covered, when it is of an earlier time. */
  readonly coveredSigners?: readonly TestKey[];
  /** Those of the directory; its first key otherwise. */
  readonly directorySigners?: readonly TestKey[];
}

export const seconds = 1_795_000_000;

export const plainLog = (size: number, change: Partial<LogSpec> = {}): LogSpec => ({
  ...{ origin, size, from: 0, entryAt: entryOf, openingsAt: openingsOf },
  ...{ signers: [keys.log], witnesses: [keys.witness], rotations: [] },
  includes: { log: [keys.log, keys.directory], witnesses: [keys.witness] },
  ...change,
});

export const leavesOf = ({ entryAt }: Pick<LogSpec, 'entryAt'>, size: number): Buffer[] =>
  Array.from({ length: size }, (_, index) => leafOf(entryAt(index)));

export const headText = (name: string, size: number, root: Buffer): string =>
  `${name}\n${size}\n${root.toString('base64')}\n`;

export const rootAt = (spec: Pick<LogSpec, 'entryAt'>, size: number): Buffer =>
  rootByLevels(levelsOf(leavesOf(spec, size)));

/** The checkpoint of a size, as a note. */
export function checkpointOf(spec: LogSpec, size: number, root = rootAt(spec, size)): string {
  const text = headText(spec.origin, size, root);
  return (
    signedNote(text, spec.signers) + spec.witnesses.map((key) => cosignatureLine(text, key, seconds)).join('')
  );
}

export const rotationNote = (before: TestKey, next: TestKey, time: number): string =>
  signedNote(`${before.name}\nrotate\n${next.vkey}\n${time}\n`, [before]);

export function boundaryNote(spec: LogSpec, index: number, root = rootAt(spec, index)): string {
  const lines = [spec.origin, 'boundary', index, root.toString('base64'), 365, 0, seconds];
  return signedNote(`${lines.join('\n')}\n`, spec.signers);
}

/** A directory of five leaves; this tenant is the third. */
export function directoryOf(spec: LogSpec, covered: number): Buffer {
  const signers = spec.coveredSigners ?? spec.signers;
  const tenantCheckpoint = checkpointOf({ ...spec, signers, witnesses: [] }, covered);
  const text = tenantCheckpoint.slice(0, tenantCheckpoint.indexOf('\n\n') + 1);
  const salt = Buffer.alloc(32, 9);
  const hash = createHmac('sha256', salt).update(`wardroom-audit-directory/v1\0${text}`).digest('base64url');
  const others = ['a', 'b', 'c', 'd'].map((other) => ({ commitment: other.repeat(43), v: 1 }));
  const [a, b, ...rest] = others.map((leaf) => leafOf(Buffer.from(canonical(leaf))));
  const own = leafOf(Buffer.from(canonical({ commitment: hash, v: 1 })));
  const leaves = [a, b, own, ...rest].filter((leaf) => leaf !== undefined);
  const directoryText = headText(directoryOrigin, 5, rootByLevels([leaves]));
  return json({
    checkpoint:
      signedNote(directoryText, spec.directorySigners ?? [keys.directory]) +
      spec.witnesses.map((key) => cosignatureLine(directoryText, key, seconds)).join(''),
    index: 2,
    inclusion: inclusionPath(2, leaves).map((hashed) => hashed.toString('base64')),
    salt: salt.toString('base64url'),
    tenantCheckpoint,
  });
}

const json = (value: Parameters<typeof canonical>[0]): Buffer => Buffer.from(canonical(value));

/** Every file of an export in its order. Entries are asked for twice. */
export function* exportFiles(spec: LogSpec): Generator<NamedFile> {
  const { size, from } = spec;
  const levels = levelsOf(leavesOf(spec, size));
  const about = { v: 1, format: 'wardroom-audit-export', origin: spec.origin };
  yield {
    name: 'manifest.json',
    bytes: json({ ...about, from, to: size, size, createdAt: '2026-11-22T19:00:00.000Z' }),
  };
  yield { name: 'checkpoint', bytes: Buffer.from(checkpointOf(spec, size, rootByLevels(levels))) };
  const vkeys = (list: readonly TestKey[]): string[] => list.map(({ vkey }) => vkey);
  const { log, witnesses } = spec.includes;
  yield { name: 'keys.json', bytes: json({ log: vkeys(log), witnesses: vkeys(witnesses) }) };
  for (const [n, note] of spec.rotations.entries())
    yield { name: `rotations/${n}`, bytes: Buffer.from(note) };
  if (spec.boundary !== undefined) yield { name: 'boundary', bytes: Buffer.from(spec.boundary) };
  if (spec.covered !== undefined) yield { name: 'directory.json', bytes: directoryOf(spec, spec.covered) };
  for (const [level, hashes] of levels.entries())
    for (let n = 0; n * 256 < hashes.length; n += 1) {
      const tile = hashes.slice(n * 256, (n + 1) * 256);
      yield { name: tileName(`${level}`, n, tile.length), bytes: Buffer.concat(tile) };
    }
  for (let n = from / 256; n * 256 < size; n += 1) {
    const width = Math.min(256, size - n * 256);
    const entries = Array.from({ length: width }, (_, at) => framed(spec.entryAt(n * 256 + at)));
    yield { name: tileName('entries', n, width), bytes: Buffer.concat(entries) };
  }
  const openings: string[] = [];
  for (let index = from; index < size; index += 1)
    for (const opening of spec.openingsAt(index)) openings.push(`${canonical({ index, ...opening })}\n`);
  yield { name: 'openings.jsonl', bytes: Buffer.from(openings.join('')) };
}

/** Length, then entry; what is longer than the length can say wraps, as it would for a careless writer. */
function framed(entry: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(entry.length % 65_536);
  return Buffer.concat([length, entry]);
}

export function tileName(level: string, number: number, width: number): string {
  const groups: string[] = [];
  for (let rest = number; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1_000))
    groups.unshift(`${groups.length > 0 ? 'x' : ''}${String(rest % 1_000).padStart(3, '0')}`);
  return `tile/${level}/${groups.join('/')}${width < 256 ? `.p/${width}` : ''}`;
}

/** Once rotated, signed by the newer key alone, as it is after the overlap. */
export const rotatedLog = (size: number, covered: number): LogSpec =>
  plainLog(size, {
    signers: [keys.nextLog],
    rotations: [rotationNote(keys.log, keys.nextLog, 1_793_491_200)],
    includes: { log: [keys.log, keys.nextLog, keys.directory], witnesses: [keys.witness] },
    covered,
  });
