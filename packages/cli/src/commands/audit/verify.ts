/** `wardroom audit verify <file>`, an export or the proof of one entry: offline, believing nothing but the keys that are pinned. */
import { open, readFile, stat } from 'node:fs/promises';
import {
  type Progress,
  proofText,
  reportText,
  TrustedKeyError,
  type Verdict,
  verifyExport,
  verifyProof,
} from '@wardroom/verifier';
import { nodeCrypto, piecesOf } from '@wardroom/verifier/node';
import type { Command } from 'commander';
import { type ExitCode, exitCodes, UsageError } from '../../failure.ts';
import { type Context, outputOf } from '../context.ts';
import { openProgress } from './progress.ts';

interface VerifyOptions {
  readonly key: readonly string[];
  readonly witness: readonly string[];
  readonly held: readonly string[];
}

/** Without a pinned key nothing was proven, which must not look like success. */
const codes: Readonly<Record<Verdict, ExitCode>> = {
  intact: exitCodes.ok,
  broken: exitCodes.failure,
  unpinned: exitCodes.usage,
};

const gather = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addVerify(audit: Command, context: Context): void {
  audit
    .command('verify')
    .summary('verify an exported audit log or the proof of one entry, offline')
    .description(
      'Verifies an exported audit log, or the proof of one entry, without asking any server. Ends with 0 when it is intact, 1 when it is broken, 2 when no key was pinned.',
    )
    .argument('<file>', 'the tar file, or the proof as JSON')
    .option(
      '--key <vkey>',
      'verifier key of the log that you know from elsewhere; may be repeated',
      gather,
      [],
    )
    .option('--witness <vkey>', 'key of a witness that must have seen it; may be repeated', gather, [])
    .option(
      '--held <file>',
      'checkpoint that you have kept, which it must continue; may be repeated',
      gather,
      [],
    )
    .action(async (path: string, options: VerifyOptions, self: Command) => {
      const { size } = await stat(path).catch(() => unreadable(path));
      if (await isProof(path)) {
        const report = await verifiedProof(path, options);
        context.exitCode = codes[report.verdict];
        return outputOf(context, self).result(report, () => proofText(report));
      }
      const progress = openProgress(context.surroundings);
      const show = ({ bytes, entries, of }: Progress) =>
        progress.show({ share: bytes / Math.max(1, size), entries, of });
      const report = await verified(path, options, show).finally(progress.end);
      context.exitCode = codes[report.verdict];
      outputOf(context, self).result(report, () => reportText(report));
    });
}

/** An archive begins with the name of a file in it, JSON of an object with a brace. */
async function isProof(path: string): Promise<boolean> {
  const file = await open(path).catch(() => unreadable(path));
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, 0);
    return bytesRead === 1 && buffer[0] === 0x7b;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

async function verifiedProof(path: string, { key, witness, held }: VerifyOptions) {
  if (held.length > 0)
    throw new UsageError('The proof of one entry continues nothing; --held is for exports.');
  const { size } = await stat(path);
  if (size > mostProofBytes) return unreadable(path);
  const text = await readFile(path, 'utf8').catch(() => unreadable(path));
  const trusted = { logKeys: key, witnessKeys: witness };
  return wellPinned(path, () => verifyProof(text, { trusted, crypto: nodeCrypto }));
}

/** More than an entry, its openings, its path and a note need together. */
const mostProofBytes = 8_000_000;

async function verified(
  path: string,
  { key, witness, held }: VerifyOptions,
  progress: (done: Progress) => void,
) {
  const notes = await Promise.all(held.map((file) => readFile(file, 'utf8').catch(() => unreadable(file))));
  return wellPinned(path, () =>
    verifyExport(piecesOf(path), {
      trusted: { logKeys: key, witnessKeys: witness },
      ...{ held: notes, crypto: nodeCrypto, progress },
    }),
  );
}

async function wellPinned<T>(path: string, verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof TrustedKeyError)
      throw new UsageError('What was pinned is no verifier key of its kind.');
    if (error instanceof Error && 'syscall' in error) return unreadable(path);
    throw error;
  }
}

const unreadable = (path: string): never => {
  throw new UsageError(`The file ${path} cannot be read.`);
};
