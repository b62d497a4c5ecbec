import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyLinkTally, linkReplies, maxReplies, parseLink } from './link-replies.ts';

function rootsOf(pairs: [number, number][], skipped: number[] = []) {
  const tally = emptyLinkTally();
  const links = pairs.map(([earlier, later]) => ({ earlier, later }));
  const roots = linkReplies(links, (line) => !skipped.includes(line), tally);
  return { roots: Object.fromEntries(roots), tally };
}

test('a conversation becomes one thread under its earliest message, in whatever order its links come', () => {
  const { roots, tally } = rootsOf([
    [7, 9],
    [3, 7],
    [5, 9],
    [20, 21],
  ]);
  assert.deepEqual(roots, { 5: 3, 7: 3, 9: 3, 21: 20 });
  assert.deepEqual([tally.threads, tally.replies], [2, 4]);
});

test('cycles and links to the line itself do no harm', () => {
  const { roots, tally } = rootsOf([
    [1, 2],
    [2, 3],
    [1, 3],
    [4, 4],
  ]);
  assert.deepEqual(roots, { 2: 1, 3: 1 });
  assert.deepEqual([tally.links, tally.starts], [3, 1]);
});

test('a skipped line holds its conversation together but is neither root nor reply', () => {
  const { roots, tally } = rootsOf(
    [
      [1, 2],
      [2, 3],
      [3, 4],
    ],
    [1, 3],
  );
  assert.deepEqual(roots, { 4: 2 });
  assert.equal(tally.throughSkipped, 3);
});

test('a conversation with a single imported message is no thread', () => {
  const { roots, tally } = rootsOf([[1, 2]], [1]);
  assert.deepEqual(roots, {});
  assert.equal(tally.threads, 0);
});

test('a full thread is followed by a new one whose root is the next message', () => {
  const pairs = Array.from({ length: maxReplies + 2 }, (_, line): [number, number] => [line, line + 1]);
  const { roots, tally } = rootsOf(pairs);
  assert.equal(roots[maxReplies], 0);
  assert.equal(roots[maxReplies + 1], undefined);
  assert.equal(roots[maxReplies + 2], maxReplies + 1);
  assert.deepEqual([tally.threads, tally.continued], [2, 1]);
});

test('a link is read in either direction, anything else is no link', () => {
  assert.deepEqual(parseLink('12 7 -'), { earlier: 7, later: 12 });
  assert.deepEqual(parseLink(' 7 12 '), { earlier: 7, later: 12 });
  for (const line of ['7', '7 x -', '-1 3 -', '7 8 9', '']) assert.equal(parseLink(line), null);
});
