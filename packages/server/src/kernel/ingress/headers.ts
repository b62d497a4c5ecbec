/**
 * All values of one header, in order. Read from the raw list: Node's parsed object keeps the first of two Host headers
 * and joins others, and two parties that read one request differently is how requests are smuggled.
 */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}
