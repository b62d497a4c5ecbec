/** What a command says: its result on stdout, everything else on stderr. */
import type { FailureReport } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { plain } from './table.ts';

export interface Output {
  /** JSON instead of text: asked for, or because nobody is looking. */
  readonly json: boolean;
  /** The one answer of a command. */
  result(value: unknown, asText: () => string): void;
  /** A remark for people; never part of the result. */
  note(line: string): void;
}

export function openOutput(surroundings: Surroundings, wantsJson: boolean): Output {
  const json = wantsJson || !surroundings.stdout.isTTY;
  return {
    json,
    result(value, asText) {
      surroundings.stdout.write(`${json ? steady(JSON.stringify(value, null, 2)) : asText()}\n`);
    },
    note(line) {
      surroundings.stderr.write(`${line}\n`);
    },
  };
}

/** JSON lets these stand as they are, and a terminal obeys them: C1 controls and changes of direction. */
const steering = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const steady = (json: string): string =>
  json.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** One sentence, the code, the request id; as JSON with --json. */
export function printFailure(surroundings: Surroundings, failure: FailureReport, wantsJson: boolean): void {
  const { exitCode: _, ...shown } = failure;
  if (wantsJson) {
    surroundings.stderr.write(`${steady(JSON.stringify(shown))}\n`);
    return;
  }
  const request = failure.requestId === null ? '' : `, request ${failure.requestId}`;
  const problems = failure.problems
    .filter(({ message }) => message !== failure.error)
    .map(({ path, message }) => `  ${plain(path)}: ${plain(message)}\n`);
  surroundings.stderr.write(
    `wardroom: ${plain(failure.error)} (${failure.code}${request})\n${problems.join('')}`,
  );
}
