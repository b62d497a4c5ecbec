/** The dialogs of the shell, in a piece of their own: the first screen does not wait for them. */
import { AccountDialog } from './account.tsx';
import { CreateChannelDialog } from './create-channel.tsx';
import type { DialogName, DialogProps } from './dialog-props.ts';
import { NewMessageDialog } from './new-message.tsx';
import { PeopleDialog } from './people.tsx';
import { ShortcutsDialog } from './shortcuts.tsx';
import { SwitcherDialog } from './switcher.tsx';

const dialogs = {
  create: CreateChannelDialog,
  people: PeopleDialog,
  account: AccountDialog,
  switcher: SwitcherDialog,
  message: NewMessageDialog,
  shortcuts: ShortcutsDialog,
} as const;

export default function Dialogs({ name, ...props }: DialogProps & { readonly name: DialogName }) {
  const Open = dialogs[name];
  return <Open {...props} />;
}
