/** Takes the place of a thread that would have work: stays until it is told to stop. */
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ kind }: { readonly kind: string }) => {
  if (kind === 'stop') parentPort?.close();
});
