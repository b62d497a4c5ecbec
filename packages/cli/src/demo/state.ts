/** What a demonstration remembers between two runs, in its data directory, mode 0600. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from '../terminal/private-file.ts';

export interface DemoState {
  /** Of the operator of the deployment. */
  readonly operatorPassword: string;
  /** When the sample conversations end, ms since the epoch: the same in every run, or they would be imported twice. */
  readonly sampleEndsAt: number;
  /** Slugs of workspaces whose conversations are all there. */
  readonly populated: readonly string[];
  /** Slugs of workspaces whose people have done what they do; absent in older demonstrations. */
  readonly alive?: readonly string[];
}

const pathIn = (directory: string): string => join(directory, 'demo.json');

export async function readState(directory: string): Promise<DemoState | null> {
  const content = await readFile(pathIn(directory), 'utf8').catch(() => null);
  return content === null ? null : (JSON.parse(content) as DemoState);
}

export const writeState = (directory: string, state: DemoState): Promise<void> =>
  writePrivate(pathIn(directory), `${JSON.stringify(state, null, 2)}\n`);
