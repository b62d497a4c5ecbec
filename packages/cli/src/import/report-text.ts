/** What an import has done, for people and for programs. */
import { fields } from '../terminal/table.ts';
import { number } from './progress.ts';
import type { ImportOutcome } from './run-import.ts';

export interface ImportSummary {
  readonly complete: boolean;
  readonly imported: number;
  readonly repeated: number;
  /** Acknowledged by an earlier run and not sent again. */
  readonly alreadyAcknowledged: number;
  readonly authorsCreated: number;
  readonly orphaned: number;
  readonly durationMs: number;
  readonly messagesPerSecond: number;
  /** The rest is known only when all logs have been read. */
  readonly plan: null | {
    readonly channels: number;
    readonly files: number;
    readonly lines: number;
    readonly threads: number;
    readonly skipped: Readonly<Record<string, number>>;
    readonly repairedLines: number;
    readonly cutLines: number;
    readonly movedMessages: number;
    readonly unparsableAt: readonly string[];
    readonly ignoredFiles: readonly string[];
  };
}

export function summaryOf(outcome: ImportOutcome): ImportSummary {
  const { isComplete, imported, repeated, alreadyAcknowledged, authorsCreated, orphaned, durationMs } =
    outcome;
  const { report } = outcome;
  return {
    complete: isComplete,
    imported,
    repeated,
    alreadyAcknowledged,
    authorsCreated,
    orphaned,
    durationMs,
    messagesPerSecond: Math.round((imported + repeated) / Math.max(0.001, durationMs / 1_000)),
    plan: report && {
      channels: report.channels,
      files: report.filesDone,
      lines: report.lines,
      threads: report.links.threads,
      skipped: { ...report.skipped },
      repairedLines: report.repairedLines,
      cutLines: report.cutLines,
      movedMessages: report.movedMessages,
      unparsableAt: report.unparsableAt,
      ignoredFiles: report.ignoredFiles,
    },
  };
}

export function summaryText(summary: ImportSummary): string {
  const { plan } = summary;
  const skipped = Object.entries(plan?.skipped ?? {}).map(([reason, count]) => `${reason} ${number(count)}`);
  return fields({
    imported: `${number(summary.imported)} messages`,
    'there already': number(summary.repeated + summary.alreadyAcknowledged),
    'new authors': number(summary.authorsCreated),
    'replies without root': number(summary.orphaned),
    time: `${(summary.durationMs / 1_000).toFixed(1)} s, ${number(summary.messagesPerSecond)} messages/s`,
    ...(plan && {
      logs: `${number(plan.files)} files, ${number(plan.lines)} lines, ${plan.channels} channels`,
      threads: number(plan.threads),
      skipped: skipped.length === 0 ? 'nothing' : skipped.join(', '),
      'read as windows-1252': `${number(plan.repairedLines)} lines that were not UTF-8`,
      'cut lines': number(plan.cutLines),
      'moved in time': number(plan.movedMessages),
      'not understood at': plan.unparsableAt.join(', ') || '–',
      'files that are no logs': plan.ignoredFiles.join(', ') || '–',
    }),
  });
}
