import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { en } from './en/index.ts';
import { late } from './en/late.ts';

const source = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('**/*.{ts,tsx}', { cwd: source }).filter((file) => !/^i18n\/|\.test\.ts$/.test(file));
const read = (file: string) => readFileSync(`${source}/${file}`, 'utf8');
/** Whatever is below these is loaded by a page that brings its texts. */
const places =
  /^(console|access|groups|step-up)\/|^account\/(account-pages|apps-page)\.tsx$|^chat\/(break-glass-notices|closed-foot)\.tsx$|^ui\/withdrawn\.tsx$/;
/** Keys, and the beginnings of keys that are put together. */
const saidIn = (file: string): readonly string[] =>
  [...read(file).matchAll(/['"`]([a-zA-Z]+\.[\w.]+)/g)]
    .map(([, key = '']) => key)
    .filter((key) =>
      Object.keys(late).some((known) => (key.endsWith('.') ? known.startsWith(key) : known === key)),
    );

test('a text that arrives with a page is said by no other page', () => {
  const late = files.filter((file) => saidIn(file).length > 0);
  assert.deepEqual(
    late.filter((file) => !places.test(file)),
    [],
  );
  assert.ok(late.length > 20);
});

test('every page that is loaded by itself and says such a text brings it', () => {
  const entries = [
    'console/console.tsx',
    'account/account-pages.tsx',
    'access/authorize-page.tsx',
    'access/device-page.tsx',
    'step-up/step-up-dialog.tsx',
    'groups/access-chip.tsx',
    'groups/channel-access.tsx',
    'groups/group-directory.tsx',
    'groups/mirrored-note.tsx',
    'groups/person-groups.tsx',
    'chat/closed-foot.tsx',
    'ui/withdrawn.tsx',
  ];
  for (const file of entries) assert.match(read(file), /^import '\.\.\/i18n\/late\.ts';$/m, file);
});

test('no text is in both catalogues', () => {
  assert.deepEqual(
    Object.keys(late).filter((key) => Object.hasOwn(en, key)),
    [],
  );
});
