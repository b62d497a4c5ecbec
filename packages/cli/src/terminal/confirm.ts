/** The last question before something that cannot be undone. */
import { CommandFailure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { ask } from './prompt.ts';

/** @throws CommandFailure when anything but the word is typed; UsageError where nobody can be asked */
export async function confirm(surroundings: Surroundings, word: string, what: string): Promise<void> {
  const typed = await ask(
    surroundings,
    `Type \`${word}\` to ${what}`,
    'There is no terminal to ask at; give --yes to do it without asking.',
  );
  if (typed !== word) throw new CommandFailure('not_confirmed', 'Nothing was sent.');
}
