/** Characters; the limit of the contract. */
export const longest = 40_000;

/** What the server takes: no control characters, no broken characters, not only white space. */
export function sendable(text: string): string | null {
  const body = text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n]/gu, '')
    .trimEnd();
  return body.trim() === '' || body.length > longest ? null : body;
}
