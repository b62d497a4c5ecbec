/** Every help page, one after the other: what a person reads is reviewed like code. */
import { runCommandLine } from '../src/program.ts';
import type { Surroundings } from '../src/surroundings.ts';

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
  ['credentials'],
  ['credentials', 'revoke'],
  ['roles'],
  ['roles', 'list'],
  ['roles', 'show'],
  ['roles', 'preview'],
  ['roles', 'create'],
  ['roles', 'update'],
  ['roles', 'delete'],
  ['roles', 'assign'],
  ['policy'],
  ['policy', 'list'],
  ['policy', 'show'],
  ['policy', 'test'],
  ['policy', 'diff'],
  ['policy', 'apply'],
  ['policy', 'activate'],
  ['policy', 'decisions'],
  ['audit'],
  ['audit', 'export'],
  ['audit', 'proof'],
  ['audit', 'checkpoint'],
  ['audit', 'settings'],
  ['audit', 'verify'],
  ['explain'],
  ['operator'],
  ['operator', 'end-tokens'],
  ['break-glass'],
  ['break-glass', 'open'],
  ['api'],
  ['catalogue'],
];

export async function helpText(): Promise<string> {
  let printed = '';
  const stdout = { write: (text: string) => (printed += text) };
  for (const words of pages) {
    const line = [...words, '--help'];
    printed += `${printed === '' ? '' : `\n${'-'.repeat(78)}\n\n`}$ wardroom ${line.join(' ')}\n\n`;
    const surroundings = { arguments: line, environment: {}, stdout, stderr: stdout };
    await runCommandLine(surroundings as unknown as Surroundings, '0.0.0');
  }
  return printed;
}
