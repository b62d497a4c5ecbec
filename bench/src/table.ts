/** One way to report: rows of a measure, its figure, the baseline of the same run, the bar and the aim. */
import { cpus, totalmem } from 'node:os';

export interface Row {
  readonly measure: string;
  readonly figure: string;
  readonly baseline: string;
  readonly bar: string;
  readonly aim: string;
}

export type Bench = () => Promise<readonly Row[]>;

export function printTable(name: string, rows: readonly Row[]): void {
  const lines = [
    `${name} · ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
    '',
    '| measure | figure | baseline in the same run | bar | aim |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row.measure} | ${row.figure} | ${row.baseline} | ${row.bar} | ${row.aim} |`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const sortedNumbers = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
export const perSecond = (count: number, elapsedMs: number): string =>
  `${Math.round((count * 1000) / elapsedMs).toLocaleString('en')}/s`;
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
