/** How tests call the verifier. */
import type { ExportCrypto, ExportReport, FindingCode } from '../src/index.ts';
import { verifyExport } from '../src/index.ts';
import { nodeCrypto } from '../src/node.ts';
import { exportFiles, keys, type LogSpec } from './writer/export.ts';
import { type NamedFile, tarOf } from './writer/tar.ts';

export const pinned = { logKeys: [keys.log.vkey], witnessKeys: [keys.witness.vkey] } as const;
const nobody = { logKeys: [], witnessKeys: [] } as const;

export interface Reader {
  readonly trusted?: { readonly logKeys: readonly string[]; readonly witnessKeys: readonly string[] };
  readonly held?: readonly string[];
  readonly crypto?: ExportCrypto;
}

export const verify = (bytes: Buffer, reader: Reader = {}): Promise<ExportReport> =>
  verifyExport([bytes], { trusted: pinned, crypto: nodeCrypto, ...reader });

export const verifyUnpinned = (bytes: Buffer): Promise<ExportReport> => verify(bytes, { trusted: nobody });

export const tarOfLog = (spec: LogSpec): Buffer => tarOf(exportFiles(spec));

export const codesOf = ({ findings }: ExportReport): FindingCode[] => findings.map(({ code }) => code);

export type Change = (files: NamedFile[]) => NamedFile[];

/** The archive with its files changed. */
export const changed = (spec: LogSpec, change: Change): Buffer => tarOf(change([...exportFiles(spec)]));

/** Replaces the content of one file, which must be there. */
export const rewrite =
  (name: string, edit: (bytes: Buffer) => Buffer): Change =>
  (files) => {
    if (!files.some((file) => file.name === name)) throw new Error(`no file ${name}`);
    return files.map((file) => (file.name === name ? { name, bytes: edit(Buffer.from(file.bytes)) } : file));
  };

export const rewriteText = (name: string, edit: (text: string) => string): Change =>
  rewrite(name, (bytes) => Buffer.from(edit(bytes.toString('latin1')), 'latin1'));

/** Flips one bit of a file. */
export const flip = (name: string, at: number, bit = 0): Change =>
  rewrite(name, (bytes) => {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    return bytes;
  });

/** Ed25519 is most of the time of a small export, and its answers do not change. */
export function remembering(crypto: ExportCrypto): ExportCrypto {
  const answers = new Map<string, boolean>();
  return {
    ...crypto,
    verifyEd25519(check) {
      const key = [check.publicKey, check.message, check.signature]
        .map((bytes) => Buffer.from(bytes).toString('latin1'))
        .join('|');
      const answer = answers.get(key) ?? crypto.verifyEd25519(check);
      answers.set(key, answer);
      return answer;
    },
  };
}
