import {
  EyeOff,
  Link2,
  type LucideIcon,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  SmilePlus,
  Trash2,
} from 'lucide-react';
import type { TextKey, Texts } from '../i18n/catalogue.ts';
import type { MenuItem } from '../ui/menu.tsx';
import { type Act, keyShown } from './acts.ts';

export const look: Readonly<Record<Act, { readonly icon: LucideIcon; readonly text: TextKey }>> = {
  react: { icon: SmilePlus, text: 'marks.react' },
  reply: { icon: MessageSquareReply, text: 'timeline.reply' },
  edit: { icon: Pencil, text: 'timeline.edit' },
  pin: { icon: Pin, text: 'marks.pin' },
  unpin: { icon: PinOff, text: 'marks.unpin' },
  copy: { icon: Link2, text: 'timeline.copy' },
  unread: { icon: EyeOff, text: 'timeline.unread' },
  remove: { icon: Trash2, text: 'timeline.remove' },
};

export const menuItem = (t: Texts['t'], act: Act, onChoose: () => void): MenuItem => ({
  icon: look[act].icon,
  label: t(look[act].text),
  shortcut: keyShown(act),
  danger: act === 'remove',
  apart: act === 'remove',
  onChoose,
});
