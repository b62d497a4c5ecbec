/** Cells that a message may have: rows are filled up to the width of the head, so a short text can ask for many. */
const mostCells = 5_000;

/** Whether the widest possible table of this text is larger than anybody reads. Such a text is shown as written. */
export function hasHugeTable(text: string): boolean {
  if (!text.includes('|')) return false;
  let [lines, widest, start] = [0, 0, 0];
  while (start <= text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    // A line without a bar is a row, too, below a head that has some.
    if (end > start) lines += 1;
    widest = Math.max(widest, barsOf(text, start, end));
    start = end + 1;
  }
  return (widest + 1) * lines > mostCells;
}

/** `|` in a line: columns are not more than one above that. */
function barsOf(text: string, start: number, end: number): number {
  let bars = 0;
  for (let at = text.indexOf('|', start); at !== -1 && at < end; at = text.indexOf('|', at + 1)) bars += 1;
  return bars;
}
