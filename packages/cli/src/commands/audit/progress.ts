/** How far an export or its verification is: a line that is written over at a terminal, one every now and then elsewhere. */
import { number } from '../../import/progress.ts';
import type { Surroundings } from '../../surroundings.ts';

const everyMs = 500;

export interface Done {
  /** 0 to 1. */
  readonly share: number;
  readonly entries: number;
  readonly of: number;
}

export function openProgress({ stderr, now }: Pick<Surroundings, 'stderr' | 'now'>) {
  const isTerminal = Boolean(stderr.isTTY);
  let shownAt = now();
  return {
    show({ share, entries, of }: Done): void {
      if (now() - shownAt < everyMs) return;
      shownAt = now();
      const line = `${Math.floor(share * 100)} %, ${number(entries)} of ${number(of)} entries`;
      stderr.write(isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    end(): void {
      if (isTerminal) stderr.write('\r\u001b[2K');
    },
  };
}
