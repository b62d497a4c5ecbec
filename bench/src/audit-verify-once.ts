/** One verification in a process that does nothing else, so that its memory is its own. */
import { createHash } from 'node:crypto';
import { verifyExport } from '../../packages/verifier/src/index.ts';
import { nodeCrypto, piecesOf } from '../../packages/verifier/src/node.ts';

export interface Measured {
  readonly verdict: string;
  readonly entries: number;
  readonly verifyMs: number;
  readonly hashMs: number;
  readonly peakBytes: number;
}

const [path = '', key = ''] = process.argv.slice(2);

let peakBytes = 0;
const started = performance.now();
const report = await verifyExport(piecesOf(path), {
  trusted: { logKeys: [key], witnessKeys: [] },
  crypto: nodeCrypto,
  // The peak that the system keeps begins with that of whoever started this process.
  progress: () => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  },
});
const verifyMs = performance.now() - started;

const hashStarted = performance.now();
const hash = createHash('sha256');
for await (const piece of piecesOf(path)) hash.update(piece);
hash.digest();
const hashMs = performance.now() - hashStarted;

const measured: Measured = {
  ...{ verdict: report.verdict, entries: report.facts?.entries ?? 0 },
  ...{ verifyMs, hashMs, peakBytes },
};
process.stdout.write(JSON.stringify(measured));
