import { useNavigate } from '@tanstack/react-router';
import type { ChannelId } from '@wardroom/contract';
import { CalendarDays, Pin, Search } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { JumpToDay } from '../timeline/day-divider.tsx';
import { IconButton } from '../ui/parts.tsx';
import { isApple, keyCaps } from '../ui/shortcuts.ts';
import { holds } from '../workspace/rights.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

interface ChannelToolsProps {
  readonly channelId: ChannelId;
  readonly pinsShown: boolean;
  readonly onTogglePins: () => void;
}

/** Buttons in the header of a channel that are about its messages. */
export function ChannelTools({ channelId, pinsShown, onTogglePins }: ChannelToolsProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const formats = useFormats();
  const { environment } = useWorkspace();
  const apple = isApple(navigator.platform);
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  return (
    <>
      {holds(useSynced(), 'message.search') ? (
        <IconButton
          icon={Search}
          className="optional tool-search"
          label={t('search.title')}
          title={t('search.open', { keys: keyCaps('Mod+Shift+F', apple).join(apple ? '' : '+') })}
          aria-keyshortcuts={apple ? 'Meta+Shift+F' : 'Control+Shift+F'}
          onClick={() => navigate({ to: '/search' }).catch(() => undefined)}
        />
      ) : null}
      <IconButton
        icon={CalendarDays}
        className="tool-day"
        label={t('timeline.jumpTitle')}
        aria-haspopup="dialog"
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      />
      <IconButton icon={Pin} label={t('marks.pins')} aria-expanded={pinsShown} onClick={onTogglePins} />
      {anchor === null ? null : (
        <JumpToDay
          anchor={anchor}
          channelId={channelId}
          day={formats.dayKey(environment.now())}
          onClose={() => setAnchor(null)}
        />
      )}
    </>
  );
}
