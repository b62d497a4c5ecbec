/** What became of a text, line by line: the longest common subsequence stays, the rest was taken away or added. */
export interface DiffLine {
  readonly change: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Of texts beyond this, what is between their common beginning and end is shown as replaced. */
const mostCells = 1_000_000;

export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const start = commonLength(a, b, (lines, at) => lines[at]);
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const end = commonLength(restA, restB, (lines, at) => lines[lines.length - 1 - at]);
  return [
    ...a.slice(0, start).map((text) => line('same', text)),
    ...between(restA.slice(0, restA.length - end), restB.slice(0, restB.length - end)),
    ...restA.slice(restA.length - end).map((text) => line('same', text)),
  ];
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split('\n'));
const line = (change: DiffLine['change'], text: string): DiffLine => ({ change, text });

function commonLength(
  a: readonly string[],
  b: readonly string[],
  lineAt: (lines: readonly string[], at: number) => string | undefined,
): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && lineAt(a, length) === lineAt(b, length)) length += 1;
  return length;
}

function between(a: readonly string[], b: readonly string[]): DiffLine[] {
  if (a.length * b.length > mostCells)
    return [...a.map((text) => line('removed', text)), ...b.map((text) => line('added', text))];
  const lengths = commonLengths(a, b);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [mine = '', theirs = ''] = [a[i], b[j]];
    if (i < a.length && j < b.length && mine === theirs) {
      lines.push(line('same', mine));
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      lines.push(line('removed', mine));
      i += 1;
    } else {
      lines.push(line('added', theirs));
      j += 1;
    }
  }
  return lines;
}

/** `[i][j]`: how many lines the ends of both that begin at i and j have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const rows: number[][] = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = rows[i] ?? [];
      row[j] =
        a[i] === b[j] ? (rows[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(rows[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  return rows;
}
