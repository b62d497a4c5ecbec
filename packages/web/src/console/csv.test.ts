import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf } from './csv.ts';

test('commas, quotes and lines stay inside their cell', () => {
  assert.equal(csvOf([['a', 'b,c', 'd"e', 'f\ng', 1]]), 'a,"b,c","d""e","f\ng",1');
});

test('a name that would run as a formula is text', () => {
  assert.equal(
    csvOf([['=HYPERLINK("http://x")', '+1', '-1', '@x', -1]]),
    `"'=HYPERLINK(""http://x"")",'+1,'-1,'@x,-1`,
  );
});
