import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment } from '../environment.ts';
import { clearLeftBehind } from './leaving.ts';

test('what an ended session left goes, whoever wrote it; how the app looks stays', async () => {
  const stored = new Map([
    ['wardroom.draft.prn_a.chn_a', 'half a thought'],
    ['wardroom.draft.prn_b.chn_a', 'another'],
    ['wardroom.theme', 'dark'],
  ]);
  let cleared = 0;
  const deviceStorage: Environment['deviceStorage'] = {
    read: (key) => stored.get(key) ?? null,
    write: (key, text) => (text === null ? stored.delete(key) : stored.set(key, text).size > 0),
    keys: (prefix) => [...stored.keys()].filter((key) => key.startsWith(prefix)),
  };
  const keep = {
    clear: async () => {
      cleared += 1;
    },
  } satisfies Partial<Environment['keep']>;
  await clearLeftBehind({ deviceStorage, keep });
  assert.deepEqual([...stored.keys()], ['wardroom.theme']);
  assert.equal(cleared, 1);
});
