/** What went wrong, in words for the person in front of the screen. */
import { type ErrorCode, errorCodes } from '@wardroom/contract/errors';

export interface Failure {
  /** A code of the contract, or `network` when no answer came. */
  readonly code: ErrorCode | 'network';
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  /** JSON pointer into the input → what is wrong there. */
  readonly fields: ReadonlyMap<string, string>;
}

const network: Failure = {
  code: 'network',
  title: 'No connection',
  detail: 'The server could not be reached. Check the connection and try again.',
  requestId: null,
  fields: new Map(),
};

interface Shaped {
  readonly code?: unknown;
  /** 0: no answer came. */
  readonly status?: unknown;
  readonly requestId?: unknown;
  readonly problems?: unknown;
}

/** Reads any thrown value: errors of the contract by their code, everything else as a lost connection. */
export function failureOf(thrown: unknown): Failure {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Shaped;
  const code = typeof error.code === 'string' && Object.hasOwn(errorCodes, error.code) ? error.code : null;
  if (code === null || error.status === 0) return network;
  const known = code as ErrorCode;
  const { title, detail } = errorCodes[known];
  return {
    code: known,
    title,
    detail,
    requestId: typeof error.requestId === 'string' ? error.requestId : null,
    fields: fieldsOf(error.problems),
  };
}

function fieldsOf(problems: unknown): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  if (!Array.isArray(problems)) return fields;
  for (const problem of problems as { path?: unknown; message?: unknown }[]) {
    if (typeof problem.path === 'string' && typeof problem.message === 'string' && !fields.has(problem.path))
      fields.set(problem.path, problem.message);
  }
  return fields;
}
