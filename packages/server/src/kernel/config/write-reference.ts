/** Writes `docs/configuration.md`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePage } from './reference.ts';
import { checkoutDirectory } from './settings.ts';

mkdirSync(join(checkoutDirectory, 'docs'), { recursive: true });
writeFileSync(join(checkoutDirectory, 'docs/configuration.md'), referencePage());
