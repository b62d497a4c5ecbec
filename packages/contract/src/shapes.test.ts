import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findOperation } from './operations/index.ts';
import { line, title, topic } from './shapes.ts';

/** U+202A–202E and U+2066–2069, the separators, and what else moves a cursor. */
const unseen = [
  ...Array.from({ length: 7 }, (_, at) => 0x2028 + at),
  ...Array.from({ length: 4 }, (_, at) => 0x2066 + at),
  0x00,
  0x07,
  0x1b,
  0x7f,
  0x85,
].map((code) => String.fromCodePoint(code));

test('a name, topic or title cannot hold what turns the text beside it, nor a control character', () => {
  for (const one of unseen)
    for (const shape of [line(80), topic, title]) {
      const name = `Ann${one}a`;
      assert.equal(shape.safeParse(name).success, false, JSON.stringify(name));
      assert.equal(shape.safeParse('Anna').success, true);
    }
  assert.equal(line(80).safeParse('An\tna').success, false, 'a line has no tab');
});

test('names of every script are accepted, with the marks they need', () => {
  for (const name of ['دانا (Dana)', 'דנה כהן', 'क्षमा', 'ناصر\u200cخسرو', 'Zoë 👩🏽‍💻', 'Anna\u200f Ltd'])
    assert.equal(line(80).parse(name), name);
});

test('who turns the text of a name is told which field and why', () => {
  const found = findOperation('principals.updateProfile');
  const parsed = found?.input.safeParse({ displayName: 'An\u202ena' });
  assert.deepEqual(
    parsed?.error?.issues.map(({ path, message }) => [path, message]),
    [[['displayName'], 'characters that turn the direction of text are not accepted']],
  );
});
