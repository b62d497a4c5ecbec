import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyReadTally, maxLineLength, readLog, stripFormatting } from './read-log.ts';

async function linesOf(chunks: Uint8Array[]) {
  const tally = emptyReadTally();
  async function* source() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of readLog(source(), tally)) {
    assert.equal(line.number, lines.length);
    lines.push(line.text);
  }
  return { lines, tally };
}

test('lines and letters survive any division into chunks', async () => {
  const bytes = Buffer.from('été\r\n\n日本 😀\nlast', 'utf8');
  for (let size = 1; size <= bytes.length; size += 1) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const { lines, tally } = await linesOf(chunks);
    assert.deepEqual(lines, ['été', '', '日本 😀', 'last']);
    assert.deepEqual(tally, { lines: 4, repairedLines: 0, cutLines: 0 });
  }
});

test('a line that is not UTF-8 is read as windows-1252 and leaves its neighbours alone', async () => {
  const bytes = Buffer.concat([
    Buffer.from('käse\n', 'utf8'),
    Buffer.from([0x6b, 0xe4, 0x73, 0x65, 0x20, 0x80, 0x0a]),
    Buffer.from('käse\n', 'utf8'),
  ]);
  const { lines, tally } = await linesOf([bytes]);
  assert.deepEqual(lines, ['käse', 'käse €', 'käse']);
  assert.equal(tally.repairedLines, 1);
});

test('an over-long line is cut at the limit without splitting a character, and the next line is whole', async () => {
  for (const letter of ['a', 'é', '日', '😀']) {
    const long = `x${letter.repeat(maxLineLength * 2)}`;
    const { lines, tally } = await linesOf([Buffer.from(`${long}\nnext\n`)]);
    const cut = lines[0] ?? '';
    assert.ok(cut.isWellFormed() && long.startsWith(cut));
    assert.ok(cut.length <= maxLineLength && cut.length >= maxLineLength - 2, `${letter}: ${cut.length}`);
    assert.equal(lines[1], 'next');
    assert.deepEqual(tally, { lines: 2, repairedLines: 0, cutLines: 1 });
  }
});

test('colours, formatting and control codes go, tabs and digits of the text stay', () => {
  assert.equal(
    stripFormatting('\u000304,12red\u0003 \u0002bold\u000f 42\tend\u0000\u009f\u007f'),
    'red bold 42\tend',
  );
  assert.equal(stripFormatting('\u0004ff00aared\u0003, 7'), 'red, 7');
});

test('nothing read is no line', async () => {
  assert.deepEqual((await linesOf([])).lines, []);
});
