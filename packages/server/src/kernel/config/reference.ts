/** Prints the reference page of the settings. `docs/configuration.md` must equal it; a test says so. */
import { settings } from './settings.ts';

export function referencePage(): string {
  const rows = Object.values(settings).map(
    ({ variable, initial, meaning }) =>
      `| \`${variable}\` | ${initial === undefined || initial === '' ? '–' : `\`${initial}\``} | ${meaning} |`,
  );
  return [
    '# Configuration',
    '',
    'Printed from `packages/server/src/kernel/config/settings.ts`; edit there, then run',
    '`node packages/server/src/kernel/config/write-reference.ts`.',
    '',
    'Settings are environment variables, read once at the start. A `WARDROOM_*` variable that is not in this table is',
    'refused by name, so that a misspelt limit is never a missing limit. An empty value counts as absent. Secrets are',
    'files, never values.',
    '',
    '| Variable | Default | Meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
