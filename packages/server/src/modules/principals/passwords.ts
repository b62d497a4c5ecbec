/**
 * First-factor passwords: which are accepted, and hashing under the tenant's own pepper. Never inside a transaction:
 * one hash takes as long as a hundred statements.
 */
import { WardroomError } from '@wardroom/contract';
import {
  KeyringError,
  type PasswordCheck,
  type PasswordProblem,
  type Passwords,
  passwordProblems,
} from '../../kernel/crypto/index.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';

/** Where the password stands alone (NIST SP 800-63B-4, 3.1.1.2). */
const minimumLength = 15;

const sentences: Readonly<Record<PasswordProblem, string>> = {
  too_short: `use at least ${minimumLength} characters`,
  too_long: 'use at most 256 characters',
  not_text: 'control characters and broken characters are not accepted',
  predictable: 'too easy to guess: common words, names of this workspace or repetitions',
};

/** Throws `password_refused` with the reasons. `contextWords`: names of person and workspace, which are guessed first. */
export function requireAcceptablePassword(
  password: string,
  contextWords: readonly string[],
  path = '/password',
): void {
  const problems = passwordProblems(password, { minimumLength, contextWords });
  if (problems.length === 0) return;
  throw new WardroomError('password_refused', {
    problems: problems.map((problem) => ({ path, message: sentences[problem] })),
  });
}

const pepper = (keys: ScopeKeys) => keys.token('pepper', 'password');

export const hashPassword = (passwords: Passwords, keys: ScopeKeys, password: string): Promise<string> =>
  inTurn(passwords.hash(pepper(keys), password));

/** A stored hash of null (nobody, or somebody without a password) costs the same and never matches. */
export const verifyPassword = (
  passwords: Passwords,
  keys: ScopeKeys,
  password: string,
  stored: string | null,
): Promise<PasswordCheck> => inTurn(passwords.verify(pepper(keys), password, stored));

/** Hashing is bounded work; who comes when the line is full is asked to come again. */
async function inTurn<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof KeyringError && error.code === 'password_busy')
      throw new WardroomError('rate_limited', { retryAfterSeconds: 1, cause: error });
    throw error;
  }
}
