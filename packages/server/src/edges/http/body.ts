/** Request bodies: one JSON object in UTF-8. The size was limited before a byte of it was kept. */
import { WardroomError } from '@wardroom/contract';

export const maxNesting = 16;

const mediaType = /^application\/json(; ?charset=utf-8)?$/i;

/** Exactly JSON: a form or text type would reach us from foreign pages without a preflight. */
export const isJsonMediaType = (values: readonly string[]): boolean =>
  values.length === 1 && mediaType.test(values[0] ?? '');

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws `invalid_json` or `nesting_too_deep`. Of a doubled key the last one counts; `__proto__` is a key like any other. */
export function parseBody(bytes: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    const text = decoder.decode(bytes);
    if (nestsTooDeep(text)) throw new WardroomError('nesting_too_deep');
    parsed = JSON.parse(text);
  } catch (error) {
    throw error instanceof WardroomError ? error : new WardroomError('invalid_json');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new WardroomError('invalid_json');
  return parsed as Record<string, unknown>;
}

/** Counts brackets outside strings, before anything is built from them. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (inString) {
      if (character === 0x5c) index += 1;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x7b || character === 0x5b) {
      depth += 1;
      if (depth > maxNesting) return true;
    } else if (character === 0x7d || character === 0x5d) depth -= 1;
  }
  return false;
}
