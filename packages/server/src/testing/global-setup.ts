/** `node --test --test-global-setup`: one PostgreSQL for all files. */
import { startTestCluster } from './cluster.ts';

let stop: (() => Promise<void>) | undefined;

export async function globalSetup(): Promise<void> {
  stop = await startTestCluster();
}

export async function globalTeardown(): Promise<void> {
  await stop?.();
}
