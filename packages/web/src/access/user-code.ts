/** The code that a device shows (RFC 8628 section 6.1): eight letters, in two groups. Case and dashes do not matter. */
export const codeLength = 8;

/** What was typed or pasted, as the device shows it: `WDJB-MJHT`. */
export function showCode(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, '')
    .slice(0, codeLength);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

export const isWholeCode = (shown: string): boolean => shown.length === codeLength + 1;
