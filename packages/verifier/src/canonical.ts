/** RFC 8785: whether a text is the one canonical form of its value, and that form of a value. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Depth at which a text is refused, before it can exhaust a stack. */
const deepest = 32;

/** @returns undefined for what is no JSON */
export function parseJson(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the object has exactly these keys. */
export function hasKeys(value: { readonly [key: string]: Json }, keys: readonly string[]): boolean {
  const own = Object.keys(value);
  return own.length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

/**
 * @param value what `text` was parsed to
 * The engine writes numbers and strings as RFC 8785 asks (it was made from ECMAScript), so only the order of keys is left,
 * and strings that are no Unicode.
 */
export function isCanonical(text: string, value: Json): boolean {
  if (text.includes('\\ud')) return canonicalOf(value) === text;
  if (inOrder(value, 0) && JSON.stringify(value) === text) return true;
  // Keys that look like array indexes are moved by the parser; write them out at leisure.
  return canonicalOf(value) === text;
}

function inOrder(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > deepest) return false;
  if (Array.isArray(value)) return value.every((item: Json) => inOrder(item, depth + 1));
  let before = '';
  let first = true;
  for (const key in value as { readonly [key: string]: Json }) {
    if (!first && !(before < key)) return false;
    const inner = (value as { readonly [key: string]: Json })[key];
    if (typeof inner === 'object' && inner !== null && !inOrder(inner, depth + 1)) return false;
    before = key;
    first = false;
  }
  return true;
}

/** @returns undefined for what has no canonical form: too deep, or strings that are no Unicode */
export function canonicalOf(value: Json, depth = 0): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? JSON.stringify(value) : undefined;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth > deepest) return undefined;
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((item: Json) => canonicalOf(item, depth + 1))
    : Object.keys(value)
        .sort()
        .map((key) => memberOf(key, (value as { readonly [key: string]: Json })[key] ?? null, depth));
  if (members.includes(undefined)) return undefined;
  return isList ? `[${members.join(',')}]` : `{${members.join(',')}}`;
}

function memberOf(key: string, value: Json, depth: number): string | undefined {
  const [name, inner] = [canonicalOf(key), canonicalOf(value, depth + 1)];
  return name === undefined || inner === undefined ? undefined : `${name}:${inner}`;
}
