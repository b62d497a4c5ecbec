/** Where code is: fenced blocks (CommonMark 0.31, section 4.5) and code spans (section 6.1). */

/** Start of each piece of code → position right after it. Linear: each run of backticks is looked at once. */
export function findCodeSpans(text: string): ReadonlyMap<number, number> {
  const code = new Map<number, number>();
  if (!text.includes('`') && !text.includes('~~~')) return code;
  let at = 0;
  while (at < text.length) {
    const fence = nextFence(text, at);
    markSpans(text, at, fence.start, code);
    if (fence.start < text.length) code.set(fence.start, fence.end);
    at = fence.end;
  }
  return code;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The next fenced block at or after the start of a line; both ends are the end of the text when there is none. */
function nextFence(text: string, from: number): Stretch {
  for (let line = from; line < text.length; line = nextLine(text, line)) {
    const opening = fenceAt(text, line);
    if (opening === null) continue;
    for (let inner = nextLine(text, line); inner < text.length; inner = nextLine(text, inner)) {
      const closing = fenceAt(text, inner);
      if (closing?.mark === opening.mark && closing.length >= opening.length && closing.bare)
        return { start: line, end: nextLine(text, inner) };
    }
    return { start: line, end: text.length };
  }
  return { start: text.length, end: text.length };
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}

/** A fence at the start of this line: up to three spaces, then at least three ` or ~. */
function fenceAt(text: string, line: number): { mark: string; length: number; bare: boolean } | null {
  let at = line;
  while (at < line + 3 && text[at] === ' ') at += 1;
  const mark = text[at];
  if (mark !== '`' && mark !== '~') return null;
  const start = at;
  while (text[at] === mark) at += 1;
  if (at - start < 3) return null;
  const newline = text.indexOf('\n', at);
  const rest = text.slice(at, newline === -1 ? text.length : newline);
  // ```code``` on one line is a span.
  if (mark === '`' && rest.includes('`')) return null;
  return { mark, length: at - start, bare: rest.trim() === '' };
}

/** A run of backticks opens a span when a run of the same length follows; runs wait for their partner by length. */
function markSpans(text: string, from: number, to: number, code: Map<number, number>): void {
  const runs: Stretch[] = [];
  for (let at = text.indexOf('`', from); at !== -1 && at < to; ) {
    let end = at;
    while (end < to && text[end] === '`') end += 1;
    runs.push({ start: at, end });
    at = text.indexOf('`', end);
  }
  const partner = partners(runs);
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index];
    const closing = partner[index];
    if (run === undefined || closing === undefined || text[run.start - 1] === '\\') continue;
    code.set(run.start, runs[closing]?.end ?? run.end);
    index = closing;
  }
}

/** For each run the index of the next run of the same length. */
function partners(runs: readonly Stretch[]): (number | undefined)[] {
  const partner: (number | undefined)[] = [];
  const nextOfLength = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (run === undefined) continue;
    const length = run.end - run.start;
    partner[index] = nextOfLength.get(length);
    nextOfLength.set(length, index);
  }
  return partner;
}
