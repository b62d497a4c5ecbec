/** Asks a person at a terminal. Never called where there is none. */
import { createInterface } from 'node:readline/promises';
import { CommandFailure, UsageError } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';

/** Whether somebody can be asked: input and the place where questions appear are a terminal. */
export const canAsk = ({ stdin, stderr }: Surroundings): boolean => Boolean(stdin.isTTY && stderr.isTTY);

/** @param otherwise how to give the answer where nobody can be asked */
export async function ask(surroundings: Surroundings, question: string, otherwise: string): Promise<string> {
  if (!canAsk(surroundings)) throw new UsageError(otherwise);
  const { stdin, stderr } = surroundings;
  const lines = createInterface({ input: stdin, output: stderr });
  const ended = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new CommandFailure('interrupted', 'Stopped; nothing was sent.')));
  });
  try {
    return (await Promise.race([lines.question(`${question}: `), ended])).trim();
  } finally {
    ended.catch(() => {});
    lines.close();
  }
}

const keys = { interrupt: '\u0003', end: '\u0004', backspace: '\u007f', oldBackspace: '\b', erase: '\u0015' };

/** Like {@link ask}, without showing what is typed. */
export async function askSecretly(
  surroundings: Surroundings,
  question: string,
  otherwise: string,
): Promise<string> {
  if (!canAsk(surroundings)) throw new UsageError(otherwise);
  const { stdin, stderr } = surroundings;
  // First of all: whoever types as soon as the question is there must not be shown.
  stdin.setRawMode(true);
  try {
    stdin.setEncoding('utf8');
    stdin.resume();
    stderr.write(`${question}: `);
    return await readTyped(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

function readTyped(stdin: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const done = (settle: () => void) => {
      stdin.off('data', listen);
      settle();
    };
    const listen = (chunk: string) => {
      for (const character of chunk) {
        if (character === '\r' || character === '\n') return done(() => resolve(typed.join('')));
        if (character === keys.interrupt || character === keys.end)
          return done(() => reject(new CommandFailure('interrupted', 'Stopped; nothing was sent.')));
        if (character === keys.backspace || character === keys.oldBackspace) typed.pop();
        else if (character === keys.erase) typed = [];
        else typed.push(character);
      }
    };
    stdin.on('data', listen);
  });
}
