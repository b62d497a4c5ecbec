/** What went wrong, in words for the person in front of the screen. */
import type { ErrorCode } from '@wardroom/contract/errors';
import { english, type TextKey, type Texts } from '../i18n/catalogue.ts';
import { errors } from '../i18n/en/errors.ts';

export interface Failure {
  /** A code of the contract, or `network` when no answer came. */
  readonly code: ErrorCode | 'network';
  /** In English, as is `detail`: {@link describeFailure} says it in the reader's language. */
  readonly title: string;
  /** The server's own sentence when it sent one. */
  readonly detail: string;
  readonly requestId: string | null;
  /** JSON pointer into the input → what is wrong there. */
  readonly fields: ReadonlyMap<string, string>;
}

const textOf = (key: string): string | null => {
  const entry = Object.hasOwn(english, key) ? english[key as TextKey] : undefined;
  return typeof entry === 'string' ? entry : null;
};

const other = { title: errors['errors.other.title'], detail: errors['errors.other'] };

interface Shaped {
  readonly code?: unknown;
  /** 0: no answer came. */
  readonly status?: unknown;
  readonly message?: unknown;
  readonly requestId?: unknown;
  readonly problems?: unknown;
}

/** Reads any thrown value: errors of the contract by their code, everything else as a lost connection. */
export function failureOf(thrown: unknown): Failure {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Shaped;
  const unanswered = typeof error.code !== 'string' || error.status === undefined || error.status === 0;
  const code = unanswered ? 'network' : (error.code as Failure['code']);
  const said = unanswered || typeof error.message !== 'string' ? '' : error.message;
  return {
    code,
    title: textOf(`errors.${code}.title`) ?? other.title,
    detail: said || (textOf(`errors.${code}`) ?? other.detail),
    requestId: !unanswered && typeof error.requestId === 'string' ? error.requestId : null,
    fields: fieldsOf(error.problems),
  };
}

/** Title and sentence in the reader's language; a code that the catalogue lacks keeps the server's words. */
export function describeFailure(
  { t }: Pick<Texts, 't'>,
  failure: Failure,
): { title: string; detail: string } {
  const { code } = failure;
  if (textOf(`errors.${code}`) === null) return { title: t('errors.other.title'), detail: failure.detail };
  return { title: t(`errors.${code}.title` as TextKey), detail: t(`errors.${code}` as TextKey) };
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

/** Codes that say nothing about what was asked: asked again later, the answer can be another. */
const passing: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'network',
  'unavailable',
  'overloaded',
  'rate_limited',
  'key_unavailable',
  'timeout',
  'outcome_unknown',
  'internal',
  'unauthenticated',
]);

export const passes = ({ code }: Failure): boolean => passing.has(code);
