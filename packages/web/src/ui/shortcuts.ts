/** Every key of the app that is not a field's own. This table is what the handler obeys and what the help sheet shows. */
import type { TextKey } from '../i18n/catalogue.ts';

export type ShortcutName =
  | 'switcher'
  | 'search'
  | 'help'
  | 'nextRegion'
  | 'previousRegion'
  | 'nextChannel'
  | 'previousChannel'
  | 'nextUnread'
  | 'previousUnread'
  | 'newMessage'
  | 'members'
  | 'details'
  | 'directory'
  | 'sidebar'
  | 'markRead'
  | 'markAllRead';

export interface Shortcut {
  readonly name: ShortcutName | null;
  /** Alternatives; parts joined by `+`. `Mod` is ⌘ on Apple devices and Ctrl elsewhere. */
  readonly keys: readonly string[];
  readonly group: 'go' | 'read' | 'message' | 'write' | 'more';
  readonly text: TextKey;
}

/** Those without a name belong to the place where they work; they are listed so that they are found. */
export const shortcuts: readonly Shortcut[] = [
  { name: 'switcher', keys: ['Mod+K'], group: 'go', text: 'shell.keys.switcher' },
  { name: 'previousChannel', keys: ['Alt+ArrowUp'], group: 'go', text: 'shell.keys.previousChannel' },
  { name: 'nextChannel', keys: ['Alt+ArrowDown'], group: 'go', text: 'shell.keys.nextChannel' },
  { name: 'previousUnread', keys: ['Alt+Shift+ArrowUp'], group: 'go', text: 'shell.keys.previousUnread' },
  { name: 'nextUnread', keys: ['Alt+Shift+ArrowDown'], group: 'go', text: 'shell.keys.nextUnread' },
  { name: 'search', keys: ['Mod+Shift+F'], group: 'go', text: 'shell.keys.search' },
  { name: 'directory', keys: ['Mod+Shift+L'], group: 'go', text: 'shell.keys.directory' },
  { name: 'newMessage', keys: ['Mod+Shift+K'], group: 'go', text: 'shell.keys.newMessage' },
  { name: 'nextRegion', keys: ['F6'], group: 'go', text: 'shell.keys.nextRegion' },
  { name: 'previousRegion', keys: ['Shift+F6'], group: 'go', text: 'shell.keys.previousRegion' },
  { name: 'markRead', keys: ['Escape'], group: 'read', text: 'shell.keys.markRead' },
  { name: 'markAllRead', keys: ['Shift+Escape'], group: 'read', text: 'shell.keys.markAllRead' },
  { name: null, keys: ['ArrowUp', 'ArrowDown'], group: 'read', text: 'shell.keys.messages' },
  { name: null, keys: ['+'], group: 'message', text: 'marks.react' },
  { name: null, keys: ['R'], group: 'message', text: 'timeline.reply' },
  { name: null, keys: ['E'], group: 'message', text: 'timeline.edit' },
  { name: null, keys: ['P'], group: 'message', text: 'marks.pin' },
  { name: null, keys: ['C'], group: 'message', text: 'timeline.copy' },
  { name: null, keys: ['U'], group: 'message', text: 'timeline.unread' },
  { name: null, keys: ['Delete'], group: 'message', text: 'timeline.remove' },
  { name: 'members', keys: ['Mod+Shift+U'], group: 'read', text: 'shell.keys.members' },
  { name: 'details', keys: ['Mod+Shift+E'], group: 'read', text: 'shell.keys.details' },
  { name: null, keys: ['Shift+F10', 'ArrowRight'], group: 'more', text: 'shell.keys.menu' },
  { name: null, keys: ['Enter'], group: 'write', text: 'shell.keys.send' },
  { name: null, keys: ['Shift+Enter'], group: 'write', text: 'shell.keys.newLine' },
  { name: null, keys: ['ArrowUp'], group: 'write', text: 'shell.keys.editLast' },
  { name: 'help', keys: ['Mod+/', '?'], group: 'more', text: 'shell.keys.help' },
  { name: 'sidebar', keys: ['Mod+Shift+S'], group: 'more', text: 'shell.keys.sidebar' },
];

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

interface Place {
  readonly apple: boolean;
  /** The focus is in a field: characters and arrows belong to the text. */
  readonly writing: boolean;
}

export function shortcutOf(pressed: Pressed, { apple, writing }: Place): ShortcutName | null {
  const found = shortcuts.find(
    ({ name, keys }) => name !== null && keys.some((keys) => matches(keys, pressed, apple)),
  );
  if (found?.name == null) return null;
  const bare = !pressed.ctrlKey && !pressed.metaKey && !pressed.altKey;
  return writing && bare && pressed.key.length === 1 ? null : found.name;
}

function matches(keys: string, pressed: Pressed, apple: boolean): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (part: string) => parts.slice(0, -1).includes(part);
  const command = apple ? pressed.metaKey : pressed.ctrlKey;
  const foreign = apple ? pressed.ctrlKey : pressed.metaKey;
  if (foreign || command !== wants('Mod') || pressed.altKey !== wants('Alt')) return false;
  // Where "/" or "?" are on the keyboard, and with Shift or not, is the keyboard's matter.
  const symbol = key.length === 1 && !/[A-Z]/.test(key);
  return pressed.key.toLowerCase() === key.toLowerCase() && (symbol || pressed.shiftKey === wants('Shift'));
}

const apple: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' };
const plain: Readonly<Record<string, string>> = { Mod: 'Ctrl' };
const arrows: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  ArrowRight: '→',
  Enter: '↵',
};

/** As it is printed on the keys, one part per key. */
export const keyCaps = (keys: string, isApple: boolean): readonly string[] =>
  (keys === '+' ? [keys] : keys.split('+')).map(
    (part) => (isApple ? apple[part] : plain[part]) ?? arrows[part] ?? part,
  );

export const isApple = (platform: string): boolean => /^(Mac|iP)/.test(platform);
