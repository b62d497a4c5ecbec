/** Values that came from outside, taken apart without trust. */

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with exactly these members; else null. */
export function membersOf<Name extends string>(
  value: unknown,
  names: readonly Name[],
): Readonly<Record<Name, unknown>> | null {
  if (!isRecord(value) || Object.keys(value).length !== names.length) return null;
  return names.every((name) => Object.hasOwn(value, name)) ? (value as Record<Name, unknown>) : null;
}

/** A whole number from 0 to 2^53-1. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
