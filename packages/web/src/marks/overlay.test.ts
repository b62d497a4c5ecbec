import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PrincipalId, Reaction } from '@wardroom/contract';
import { whoReacted, withWishes } from './overlay.ts';

const me: PrincipalId = 'prn_me';
const others = (count: number): PrincipalId[] =>
  Array.from({ length: count }, (_, index): PrincipalId => `prn_${index}`);
const reaction = (emoji: string, principalIds: PrincipalId[]): Reaction => ({ emoji, principalIds });
const show = (list: readonly Reaction[]) =>
  list.map(({ emoji, principalIds }) => `${emoji}${principalIds.length}`);

test('a wish is shown before the server has it, and changes nothing once the server has it', () => {
  const list = [reaction('👍', ['prn_a'])];
  const wish = new Map([['👍', true]]);
  assert.deepEqual(show(withWishes(list, wish, me)), ['👍2']);
  assert.deepEqual(show(withWishes([reaction('👍', ['prn_a', me])], wish, me)), ['👍2']);
  assert.equal(withWishes(list, undefined, me), list);
});

test('a new emoji comes last, and the last one taken back leaves no empty chip', () => {
  const list = [reaction('👍', [me]), reaction('🎉', ['prn_a'])];
  assert.deepEqual(show(withWishes(list, new Map([['🚀', true]]), me)), ['👍1', '🎉1', '🚀1']);
  assert.deepEqual(show(withWishes(list, new Map([['👍', false]]), me)), ['🎉1']);
  assert.deepEqual(show(withWishes(list, new Map([['🚀', false]]), me)), ['👍1', '🎉1']);
});

test('a chip names oneself first and never says "1 other" instead of a name', () => {
  assert.deepEqual(whoReacted(reaction('👍', ['prn_a', me]), me), { named: [me, 'prn_a'], more: 0 });
  assert.equal(whoReacted(reaction('👍', others(9)), me).more, 0);
  const many = whoReacted(reaction('👍', others(10)), me);
  assert.deepEqual([many.named.length, many.more], [8, 2]);
});
