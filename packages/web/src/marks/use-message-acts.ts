import { useNavigate } from '@tanstack/react-router';
import type { MessageId } from '@wardroom/contract';
import { useCallback } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { marksOf, removeSoon, setPinned } from '../workspace/marks.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import type { Act } from './acts.ts';
import { markUnread } from './mark-unread.ts';
import { type MenuTarget, useMessageMenus } from './menus-context.ts';

/** Does what a button, a menu or a key asks for. */
export function useMessageActs(
  onEdit: (messageId: MessageId) => void,
): (act: Act, target: MenuTarget) => void {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const menus = useMessageMenus();
  const { t } = useTexts();
  return useCallback(
    (act, target) => {
      const { message } = target;
      switch (act) {
        case 'react':
          menus.open('emoji', target);
          return;
        case 'reply': {
          const params = { channelId: message.channelId, messageId: message.id };
          navigate({ to: '/c/$channelId/t/$messageId', params }).catch(() => undefined);
          return;
        }
        case 'edit':
          onEdit(message.id);
          return;
        case 'pin':
        case 'unpin': {
          // What is under way is not in the message yet: the same key again is the opposite wish.
          const wish = marksOf(workspace).get().pinWishes.get(message.id);
          setPinned(workspace, message, wish === undefined ? act === 'pin' : !wish).catch(() => undefined);
          return;
        }
        case 'copy':
          navigator.clipboard.writeText(`${workspace.environment.origin}/m/${message.id}`).then(
            () => workspace.announce(t('timeline.copied')),
            () => workspace.announce(t('timeline.copyRefused')),
          );
          return;
        case 'unread':
          markUnread(workspace, message).then(
            () => workspace.announce(t('timeline.markedUnread')),
            () => undefined,
          );
          return;
        default:
          removeSoon(workspace, message);
      }
    },
    [workspace, navigate, menus, t, onEdit],
  );
}
