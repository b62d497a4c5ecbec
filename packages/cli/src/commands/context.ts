/** What every command gets. */
import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { type Output, openOutput } from '../terminal/output.ts';

export interface Context {
  readonly surroundings: Surroundings;
  /** Exit code other than 0 for a command that did not fail by an error of its own. */
  exitCode: number;
}

/** `--json` may stand before or after the command. */
export const outputOf = ({ surroundings }: Context, command: Command): Output =>
  openOutput(surroundings, command.optsWithGlobals()['json'] === true);
