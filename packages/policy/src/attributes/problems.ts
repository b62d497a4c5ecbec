/** What is wrong with policies, where, in words for whoever wrote them. */
import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs';

export interface PolicyProblem {
  /** Null when all policies together are the problem. */
  readonly policyId: string | null;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  readonly message: string;
}

export function problemAt(
  policy: { readonly id: string; readonly text: string } | null,
  offset: number,
  message: string,
): PolicyProblem {
  const before = policy?.text.slice(0, offset) ?? '';
  const line = before.split(/\r\n|\r|\n/);
  return {
    policyId: policy?.id ?? null,
    line: line.length,
    column: (line.at(-1)?.length ?? 0) + 1,
    message,
  };
}

/** Cedar counts bytes of UTF-8 and names the policy by the name that it was given; people know another. */
export function problemFrom(
  policy: { readonly id: string; readonly text: string },
  error: DetailedError,
): PolicyProblem {
  const bytes = error.sourceLocations?.[0]?.start ?? 0;
  const offset = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    new TextEncoder().encode(policy.text).slice(0, bytes),
  ).length;
  const label = error.sourceLocations?.[0]?.label;
  const message = [error.message, label, error.help]
    .filter((part) => typeof part === 'string' && part !== '')
    .join('; ')
    .replace(/\bfor policy `p\d+`, /g, '')
    .replace(/^failed to parse policy (with id `p\d+` )?from string: /, '');
  return problemAt(policy, offset, message);
}

/** One policy's problems in the order of its text. On many actions it is checked for each: the same place is one problem. */
export function distinct(problems: readonly PolicyProblem[]): PolicyProblem[] {
  const sorted = [...problems].sort(
    (one, other) =>
      one.line - other.line || one.column - other.column || (one.message < other.message ? -1 : 1),
  );
  return sorted.filter(({ line, column }, index) => {
    const before = sorted[index - 1];
    return line !== before?.line || column !== before.column;
  });
}
