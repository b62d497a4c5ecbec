/** More than this nobody reads in a terminal. */
const mostLines = 200;

/** Lines that one text has and the other has not, in order: enough to see what a golden gained and lost. */
export function difference(before: string, now: string): string {
  const old = before.split('\n');
  const fresh = now.split('\n');
  const lost = without(old, fresh).map((line) => `- ${line}`);
  const gained = without(fresh, old).map((line) => `+ ${line}`);
  const all = [...lost, ...gained];
  const rest = all.length - mostLines;
  return (rest > 0 ? [...all.slice(0, mostLines), `… and ${rest} lines more`] : all).join('\n');
}

/** The lines of `from` that `other` lacks; repeated lines count. */
function without(from: readonly string[], other: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of other) counts.set(line, (counts.get(line) ?? 0) + 1);
  return from.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}
