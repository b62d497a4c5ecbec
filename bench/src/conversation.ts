/** What is said in benchmarks: real lines from the folder of IRC logs that WARDROOM_CONVERSATIONS names, else lines of our own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Logs beside the checkout, where there are any. */
const besideCheckout = new URL('../../../shared/data/irc', import.meta.url);

const own = [
  'the certificate for the gateway runs out on Thursday, who renews it?',
  'I can take it, the runbook is current since last week',
  'deploy of 4.2 is through, error rate is flat',
  'can somebody look at the retry storm in eu-west? it started at 14:10',
  'found it: the client ignores Retry-After when the header is a date',
  'let us write that down before we forget it, I open a page',
];

export function conversationLines(): readonly string[] {
  const folder = process.env['WARDROOM_CONVERSATIONS'] ?? fileURLToPath(besideCheckout);
  if (!existsSync(folder)) return own;
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.raw.txt'))
    .slice(0, 20)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .flatMap(
      (line) =>
        /^\[\d\d:\d\d\] <[^>]+> (.+)$/
          .exec(line)?.[1]
          ?.replace(/[^\P{Cc}\t]/gu, '')
          .trim() ?? [],
    );
  return lines.filter((line) => line.length > 0 && line.length < 4000);
}
