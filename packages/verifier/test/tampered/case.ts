/** How an export is tampered with, and what must be said of it. */
import type { FindingCode } from '../../src/index.ts';
import { eventfulLog } from '../eventful-log.ts';
import { type Change, rewrite, rewriteText } from '../verifying.ts';
import { canonical, entryOf, fieldsOf, type Value } from '../writer/entry.ts';
import { checkpointOf, keys, type LogSpec, plainLog } from '../writer/export.ts';
import { cosignatureLine } from '../writer/keys.ts';

export const small = plainLog(10, { covered: 8 });
export const large = plainLog(700);
export const eventful = eventfulLog(1_300);

export interface Case {
  readonly log?: LogSpec;
  readonly change?: Change;
  /** Instead of files: the archive itself. */
  readonly edit?: (tar: Buffer) => Buffer;
  readonly held?: readonly string[];
  readonly code: FindingCode;
  /** Where, when more is known than that something is wrong. */
  readonly file?: string;
  readonly index?: number;
}

/** A log whose own writer lies: the signatures are right, the entries are not. */
export const lying = (index: number, entry: Buffer | Value): LogSpec =>
  plainLog(10, {
    openingsAt: () => [],
    entryAt: (at) =>
      at !== index ? entryOf(at) : Buffer.isBuffer(entry) ? entry : Buffer.from(canonical(entry)),
  });
export const without =
  (name: string): Change =>
  (files) =>
    files.filter((file) => file.name !== name);
export const twice =
  (name: string): Change =>
  (files) =>
    files.flatMap((file) => (file.name === name ? [file, file] : [file]));
export const swapped =
  (one: string, other: string): Change =>
  (files) => {
    const [first, second] = [one, other].map((name) => files.find((file) => file.name === name));
    if (first === undefined || second === undefined) throw new Error('nothing to swap');
    return files.map((file) => (file === first ? second : file === second ? first : file));
  };
export const contentSwapped =
  (one: string, other: string): Change =>
  (files) => {
    const bytesOf = (name: string): Buffer =>
      files.find((file) => file.name === name)?.bytes ?? Buffer.alloc(0);
    const [first, second] = [bytesOf(one), bytesOf(other)];
    return files.map((file) => ({
      ...file,
      bytes: file.name === one ? second : file.name === other ? first : file.bytes,
    }));
  };
export const json = (name: string, edit: (value: { [key: string]: Value }) => Value): Change =>
  rewriteText(name, (text) => canonical(edit(JSON.parse(text))));
export const note = (name: string, text: string): Change => rewrite(name, () => Buffer.from(text));
export const other = { ...small, entryAt: (index: number) => entryOf(index === 2 ? 77 : index) };
const { metadata: _, ...rest } = fieldsOf(4);
export const foreignWitness = (): string => {
  const [mine, theirs] = [
    checkpointOf({ ...small, witnesses: [] }, 10),
    checkpointOf({ ...small, witnesses: [] }, 9),
  ];
  return mine + cosignatureLine(theirs.slice(0, theirs.indexOf('\n\n') + 1), keys.witness, 1_795_000_000);
};

export const withoutMetadata: Value = rest;
export type Cases = Readonly<Record<string, Case>>;
