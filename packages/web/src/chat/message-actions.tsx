import type { Message } from '@wardroom/contract';
import { Ellipsis } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { look } from '../marks/act-items.ts';
import { actsOn, keyShown } from '../marks/acts.ts';
import { useMessageMenus } from '../marks/menus-context.ts';
import { useMessageActs } from '../marks/use-message-acts.ts';
import { IconButton } from '../ui/parts.tsx';
import { usePlace } from '../workspace/use-may.ts';
import { useSynced } from '../workspace/use-workspace.ts';

interface MessageActionsProps {
  readonly message: Message;
  readonly inThread: boolean;
  readonly onEdit: (messageId: Message['id']) => void;
}

/** What is wanted most often, and everything else behind the last button. */
const near = new Set(['react', 'reply', 'edit']);

export function MessageActions({ message, inThread, onEdit }: MessageActionsProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const place = usePlace(message.channelId);
  const menus = useMessageMenus();
  const perform = useMessageActs(onEdit);
  const acts = actsOn(synced, place, message, inThread);
  if (acts.length === 0) return null;
  return (
    <div className="actions" role="toolbar" aria-label={t('timeline.actions')}>
      {acts
        .filter((act) => near.has(act))
        .map((act) => (
          <IconButton
            key={act}
            icon={look[act].icon}
            label={t(look[act].text)}
            title={`${t(look[act].text)} (${keyShown(act)})`}
            onClick={(event) =>
              perform(act, { message, inThread, anchor: event.currentTarget.getBoundingClientRect() })
            }
          />
        ))}
      <IconButton
        icon={Ellipsis}
        label={t('timeline.more')}
        aria-haspopup="menu"
        onClick={(event) =>
          menus.open('more', { message, inThread, anchor: event.currentTarget.getBoundingClientRect() })
        }
      />
    </div>
  );
}
