import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWholeCode, showCode } from './user-code.ts';

test('a code is shown as the device shows it, however it was typed or pasted', () => {
  for (const typed of ['WDJBMJHT', 'wdjb-mjht', ' wdjb mjht\n', 'W-D-J-B-M-J-H-T', 'WDJB–MJHTXYZ'])
    assert.equal(showCode(typed), 'WDJB-MJHT', typed);
  assert.equal(showCode('wdj'), 'WDJ');
  assert.equal(showCode('12 %<script'), 'SCRI-PT');
});

test('only eight letters are a whole code', () => {
  assert.equal(isWholeCode(showCode('wdjbmjh')), false);
  assert.equal(isWholeCode(showCode('wdjbmjht')), true);
});
