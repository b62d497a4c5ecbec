/** `node packages/cli/test/write-golden.ts`: writes golden/help.txt from what the command prints. */
import { writeFile } from 'node:fs/promises';
import { helpText } from './help-text.ts';

await writeFile(new URL('../golden/help.txt', import.meta.url), await helpText());
