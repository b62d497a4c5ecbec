/**
 * The verifier alone, for whoever wants nothing else of us: this folder and Node 24 are enough.
 *
 *     node main.ts <export.tar> [--key <vkey>]… [--witness <vkey>]… [--held <checkpoint file>]… [--json]
 *
 * Ends with 0 for an intact export, 1 for a broken one, 2 when nothing can be said: wrong usage, a file that cannot be read,
 * or no pinned key.
 */
import { readFileSync, statSync } from 'node:fs';
import { type Progress, reportText, TrustedKeyError, type Verdict, verifyExport } from './index.ts';
import { nodeCrypto, piecesOf } from './node.ts';

const usage =
  'Usage: node main.ts <export.tar> [--key <vkey>]… [--witness <vkey>]… [--held <checkpoint file>]… [--json]';
const exitCodes: Readonly<Record<Verdict, number>> = { intact: 0, broken: 1, unpinned: 2 };
const lists = ['--key', '--witness', '--held'] as const;

class UsageError extends Error {}

interface Asked {
  readonly path: string;
  readonly json: boolean;
  readonly of: Readonly<Record<(typeof lists)[number], readonly string[]>>;
}

function read(typed: readonly string[]): Asked {
  const of = { '--key': [] as string[], '--witness': [] as string[], '--held': [] as string[] };
  const rest: string[] = [];
  for (let at = 0; at < typed.length; at += 1) {
    const word = typed[at] ?? '';
    const list = lists.find((name) => name === word);
    if (list === undefined) rest.push(word);
    else {
      at += 1;
      const value = typed[at];
      if (value === undefined) throw new UsageError(`${word} needs a value.`);
      of[list].push(value);
    }
  }
  const [path, ...others] = rest.filter((word) => word !== '--json');
  if (path === undefined || others.length > 0 || path.startsWith('-')) throw new UsageError(usage);
  return { path, json: rest.includes('--json'), of };
}

function shower(total: number): (progress: Progress) => void {
  const isTerminal = process.stderr.isTTY;
  let shown = -1;
  return ({ bytes, entries, of }) => {
    const percent = Math.floor((bytes / Math.max(1, total)) * 100);
    if (percent === shown || (!isTerminal && percent % 10 !== 0)) return;
    shown = percent;
    process.stderr.write(
      `${isTerminal ? '\r' : ''}${percent} %, ${entries} of ${of} entries${isTerminal ? '' : '\n'}`,
    );
  };
}

async function main(): Promise<number> {
  const { path, json, of } = read(process.argv.slice(2));
  const total = statSync(path).size;
  const report = await verifyExport(piecesOf(path), {
    trusted: { logKeys: of['--key'], witnessKeys: of['--witness'] },
    held: of['--held'].map((file) => readFileSync(file, 'utf8')),
    crypto: nodeCrypto,
    progress: shower(total),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
  process.stdout.write(`${json ? JSON.stringify(report, null, 2) : reportText(report)}\n`);
  return exitCodes[report.verdict];
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = error instanceof UsageError || error instanceof TrustedKeyError || isSystemError(error);
  if (!known) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
