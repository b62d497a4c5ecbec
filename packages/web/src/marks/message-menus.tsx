/** The menu and the emoji picker of a message: one of each list, outside of its rows, which come and go. */
import type { MessageId } from '@wardroom/contract';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { nameOf } from '../chat/names.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { plainText } from '../search/plain-text.ts';
import { Menu } from '../ui/menu.tsx';
import { piece } from '../ui/piece.tsx';
import { react } from '../workspace/marks.ts';
import { useMay, usePlace } from '../workspace/use-may.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { menuItem } from './act-items.ts';
import { actsOn } from './acts.ts';
import { type MenuKind, MenusContext, type MenuTarget, type MessageMenus } from './menus-context.ts';
import { useMessageActs } from './use-message-acts.ts';

const EmojiPicker = piece(() => import('./emoji-picker.tsx').then(({ EmojiPicker }) => EmojiPicker));

interface ProviderProps {
  readonly onEdit: (messageId: MessageId) => void;
  /** Tells of the message whose menu is open, so that its row keeps its buttons. */
  readonly onTarget?: (messageId: MessageId | null) => void;
  readonly children: ReactNode;
}

type Opened = MenuTarget & { readonly kind: MenuKind };

export function MessageMenusProvider({ onEdit, onTarget, children }: ProviderProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const menus = useMemo<MessageMenus>(
    () => ({
      open(kind, target) {
        setOpened({ ...target, kind });
        onTarget?.(target.message.id);
      },
    }),
    [onTarget],
  );
  const close = () => {
    setOpened(null);
    onTarget?.(null);
  };
  return (
    <MenusContext value={menus}>
      {children}
      {opened === null ? null : opened.kind === 'emoji' ? (
        <MessageEmoji key={opened.message.id} target={opened} onClose={close} />
      ) : (
        <MessageMenu key={opened.message.id} target={opened} onEdit={onEdit} onClose={close} />
      )}
    </MenusContext>
  );
}

function MessageEmoji({ target, onClose }: { target: MenuTarget; onClose: () => void }) {
  const workspace = useWorkspace();
  const may = useMay(target.message.channelId)('react');
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the right goes away.
  useEffect(() => {
    if (!may) onClose();
  }, [may]);
  return (
    <EmojiPicker
      anchor={target.anchor}
      onClose={onClose}
      onChoose={(emoji) => react(workspace, target.message, { emoji, wanted: true })}
    />
  );
}

/** Characters that tell which message it is. */
const firstWords = 80;

interface MessageMenuProps {
  readonly target: MenuTarget;
  readonly onEdit: (messageId: MessageId) => void;
  readonly onClose: () => void;
}

function MessageMenu({ target, onEdit, onClose }: MessageMenuProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const perform = useMessageActs(onEdit);
  const { message, inThread, anchor } = target;
  const place = usePlace(message.channelId);
  const items = actsOn(synced, place, message, inThread).map((act) =>
    menuItem(t, act, () => perform(act, target)),
  );
  const { name } = nameOf(synced, message.authorId, t('chat.somebody'));
  const label = `${name}: ${plainText((message.body ?? '').slice(0, firstWords))}`;
  return <Menu at={anchor} label={label} items={items} onClose={onClose} />;
}
