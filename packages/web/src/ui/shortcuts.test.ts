import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyCaps, shortcutOf, shortcuts } from './shortcuts.ts';

const press = (key: string, held: Partial<Record<'ctrl' | 'meta' | 'alt' | 'shift', boolean>> = {}) => ({
  key,
  ctrlKey: held.ctrl === true,
  metaKey: held.meta === true,
  altKey: held.alt === true,
  shiftKey: held.shift === true,
});
const elsewhere = { apple: false, writing: false };
const writing = { apple: false, writing: true };

test('every key of the table means one thing', () => {
  const keys = shortcuts.flatMap(({ name, keys }) => (name === null ? [] : keys));
  assert.equal(new Set(keys).size, keys.length);
});

test('the same letter with other keys held is another key', () => {
  assert.equal(shortcutOf(press('k', { ctrl: true }), elsewhere), 'switcher');
  assert.equal(shortcutOf(press('K', { ctrl: true, shift: true }), elsewhere), 'newMessage');
  assert.equal(shortcutOf(press('k'), elsewhere), null);
  assert.equal(shortcutOf(press('k', { ctrl: true, alt: true }), elsewhere), null);
  assert.equal(shortcutOf(press('ArrowUp', { alt: true }), elsewhere), 'previousChannel');
  assert.equal(shortcutOf(press('ArrowUp', { alt: true, shift: true }), elsewhere), 'previousUnread');
});

test('on Apple devices ⌘ takes the place of Ctrl, and Ctrl is left to the field', () => {
  const apple = { apple: true, writing: true };
  assert.equal(shortcutOf(press('k', { meta: true }), apple), 'switcher');
  assert.equal(shortcutOf(press('k', { ctrl: true }), apple), null);
  assert.deepEqual(keyCaps('Mod+Shift+F', true), ['⌘', '⇧', 'F']);
  assert.deepEqual(keyCaps('Mod+Shift+F', false), ['Ctrl', 'Shift', 'F']);
});

test('what is typed into a field is text; keys with Ctrl and function keys work there, too', () => {
  assert.equal(shortcutOf(press('?', { shift: true }), elsewhere), 'help');
  assert.equal(shortcutOf(press('?', { shift: true }), writing), null);
  assert.equal(shortcutOf(press('/', { ctrl: true }), writing), 'help');
  assert.equal(shortcutOf(press('F6'), writing), 'nextRegion');
});
