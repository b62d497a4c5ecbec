/** Every help page, one after the other: what a person reads is reviewed like code. */
import { run } from './command.ts';

const pages = [
  [],
  ['serve'],
  ['migrate'],
  ['setup'],
  ['demo'],
  ['import'],
  ['import', 'irc'],
  ['tenants'],
  ['tenants', 'create'],
  ['tenants', 'list'],
  ['tenants', 'suspend'],
  ['tenants', 'resume'],
  ['api'],
  ['catalogue'],
];

export async function helpText(): Promise<string> {
  const texts = await Promise.all(
    pages.map(async (words) => {
      const { stdout } = await run([...words, '--help']);
      return `$ wardroom ${[...words, '--help'].join(' ')}\n\n${stdout.trimEnd()}\n`;
    }),
  );
  return texts.join(`\n${'-'.repeat(78)}\n\n`);
}
