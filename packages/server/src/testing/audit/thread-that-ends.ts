/** Stands for a sequencer’s thread that fails: tells of one batch, then ends, the first time at once. */
import { parentPort, workerData } from 'node:worker_threads';

const { counter } = workerData as { counter: SharedArrayBuffer };
const starts = Atomics.add(new Int32Array(counter), 0, 1);
parentPort?.postMessage({ kind: 'sealed', end: { entries: starts, checkpoints: 0 } });
if (starts === 0) throw new Error('the first one fails');
parentPort?.on('message', ({ kind }: { kind: string }) => {
  if (kind === 'stop') parentPort?.close();
});
