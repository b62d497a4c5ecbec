/** When a feed is tried again. */
import type { Random } from '../../random.ts';

const firstMs = 1_000;
const longestMs = 300_000;

/** 1 s, doubling to five minutes, each ± 20 % so that many feeds of one destination do not come together. */
export function pauseMs(failures: number, random: Random): number {
  const whole = Math.min(firstMs * 2 ** Math.min(failures - 1, 20), longestMs);
  const chance = random.bytes(2).readUInt16BE() / 0xffff;
  return Math.round(whole * (0.8 + 0.4 * chance));
}
