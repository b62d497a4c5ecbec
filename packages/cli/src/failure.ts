/** What can go wrong, in the terms of a shell: one sentence, a code, an exit code. */
import { type ErrorCode, errorCodes, type Problem, WardroomError } from '@wardroom/contract';

export const exitCodes = {
  ok: 0,
  failure: 1,
  /** What was typed is wrong; nothing was sent. */
  usage: 2,
  /** The server knows nobody by this credential, or does not permit it. */
  refused: 4,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What was typed is wrong. The message is one public sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems: readonly Problem[];

  constructor(sentence: string, problems: readonly Problem[] = []) {
    super(sentence);
    this.problems = problems;
  }
}

/** The command cannot be done on this machine or was stopped. The message is one public sentence. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: string;

  constructor(code: string, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

/** The server answered with an error, or did not answer (`unreachable`). */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: ErrorCode | 'unreachable';
  readonly requestId: string | null;
  readonly problems: readonly Problem[];
  readonly retryAfterSeconds: number | null;

  constructor(about: {
    readonly code: ErrorCode | 'unreachable';
    readonly detail: string;
    readonly requestId?: string | null;
    readonly problems?: readonly Problem[];
    readonly retryAfterSeconds?: number | null;
    readonly cause?: unknown;
  }) {
    super(about.detail, { cause: about.cause });
    this.code = about.code;
    this.requestId = about.requestId ?? null;
    this.problems = about.problems ?? [];
    this.retryAfterSeconds = about.retryAfterSeconds ?? null;
  }
}

/** A failure as it is printed. */
export interface FailureReport {
  readonly error: string;
  readonly code: string;
  readonly requestId: string | null;
  readonly problems: readonly Problem[];
  readonly exitCode: ExitCode;
}

/** Where the sentence of the server is about a screen, what to do here. */
const whatToDo: Partial<Record<ErrorCode | 'unreachable', string>> = {
  step_up_required:
    'This needs somebody who gave their password within the last minutes. Call it with --as <name>, which asks for it.',
};

export function describeFailure(error: unknown): FailureReport {
  if (error instanceof UsageError) return report(error.message, 'usage', exitCodes.usage, error.problems);
  if (error instanceof CommandFailure) return report(error.message, error.code, exitCodes.failure);
  if (error instanceof CallError) {
    const { message, code, requestId, problems } = error;
    return { error: whatToDo[code] ?? message, code, requestId, problems, exitCode: exitCodeOf(code) };
  }
  // Only thrown on this side: a path or a text that the contract does not accept.
  if (error instanceof WardroomError && error.code === 'invalid_input') {
    const problems = error.options.problems ?? [];
    return report(problems[0]?.message ?? error.message, 'usage', exitCodes.usage, problems);
  }
  return report(`This is a bug of the command line: ${nameOf(error)}.`, 'internal', exitCodes.failure);
}

function report(
  error: string,
  code: string,
  exitCode: ExitCode,
  problems: readonly Problem[] = [],
): FailureReport {
  return { error, code, requestId: null, problems, exitCode };
}

function exitCodeOf(code: ErrorCode | 'unreachable'): ExitCode {
  if (code === 'unreachable') return exitCodes.failure;
  const { status } = errorCodes[code];
  return status === 401 || status === 403 ? exitCodes.refused : exitCodes.failure;
}

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
