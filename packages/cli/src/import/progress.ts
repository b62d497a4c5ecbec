/** How far an import is: a bar at a terminal, a line every few seconds elsewhere. */
import type { Surroundings } from '../surroundings.ts';
import type { ImportTally } from './run-import.ts';

const barWidth = 16;
const barEveryMs = 100;
const lineEveryMs = 2_000;

export interface Progress {
  show(tally: Readonly<ImportTally>): void;
  /** Clears the bar, so that the next line starts on the left. */
  end(): void;
}

/** @param label what is imported, such as a workspace */
export function openProgress({ stderr, now }: Surroundings, label: string): Progress {
  const startedAt = now();
  const isTerminal = Boolean(stderr.isTTY);
  let shownAt = startedAt;
  return {
    show(tally) {
      const at = now();
      if (at - shownAt < (isTerminal ? barEveryMs : lineEveryMs)) return;
      shownAt = at;
      const line = `${label} ${isTerminal ? `${barOf(tally)} ` : ''}${progressLine(tally, at - startedAt)}`;
      stderr.write(isTerminal ? `\r\u001b[2K${line.slice(0, (stderr.columns ?? 80) - 1)}` : `${line}\n`);
    },
    end() {
      if (isTerminal) stderr.write('\r\u001b[2K');
    },
  };
}

/** @param elapsedMs since the import began */
export function progressLine(tally: Readonly<ImportTally>, elapsedMs: number): string {
  const sent = tally.imported + tally.repeated;
  const perSecond = Math.round(sent / Math.max(0.001, elapsedMs / 1_000));
  const { plan } = tally;
  const skipped = Object.values(plan?.skipped ?? {}).reduce((sum, count) => sum + count, 0);
  return [
    `${String(Math.floor(shareOf(tally) * 100)).padStart(3)} %`,
    `${number(sent + tally.alreadyAcknowledged)} messages`,
    `${number(perSecond)}/s`,
    `${plan?.filesDone ?? 0}/${plan?.filesTotal ?? 0} files`,
    `${number(skipped)} skipped`,
  ].join(', ');
}

function barOf(tally: Readonly<ImportTally>): string {
  const filled = Math.floor(shareOf(tally) * barWidth);
  return `[${'█'.repeat(filled)}${'·'.repeat(barWidth - filled)}]`;
}

function shareOf({ logBytesDone, plan }: Readonly<ImportTally>): number {
  const total = plan?.bytesTotal ?? 0;
  return total === 0 ? 0 : Math.min(1, logBytesDone / total);
}

/** 88,000 */
export const number = (value: number): string => value.toLocaleString('en-US');
