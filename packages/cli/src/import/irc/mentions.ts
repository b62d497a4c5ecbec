/** IRC addresses people as `nick: text`; Wardroom as `@handle text`. */

const addressed = /^([^\s:,]{1,64})[:,]\s+(\S[\s\S]*)$/;

/**
 * @param speakers nicks that speak on that day, as spelled: others are words that happen to precede a colon
 * @returns null where the text addresses nobody known
 */
export function mentionOf(
  text: string,
  speakers: ReadonlySet<string>,
  handleOf: (nick: string) => string,
): string | null {
  const match = addressed.exec(text);
  const [nick, rest] = [match?.[1], match?.[2]];
  if (nick === undefined || rest === undefined || !speakers.has(nick)) return null;
  return `@${handleOf(nick)} ${rest}`;
}
