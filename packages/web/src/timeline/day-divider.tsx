import type { ChannelId } from '@wardroom/contract';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { JumpToDay } from './jump-to-day.tsx';

/** The line above the first message of a day; its name leads to other days. */
export function DayDivider({ at, channelId }: { at: number; channelId: ChannelId }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { environment } = useWorkspace();
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const day = formats.day(at, environment.now());
  return (
    <div className="divider">
      <button
        type="button"
        className="day-button"
        aria-haspopup="dialog"
        aria-label={t('timeline.dayActions', { day })}
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      >
        {day}
        <ChevronDown size={12} aria-hidden="true" />
      </button>
      {anchor === null ? null : (
        <JumpToDay
          anchor={anchor}
          channelId={channelId}
          day={formats.dayKey(at)}
          onClose={() => setAnchor(null)}
        />
      )}
    </div>
  );
}
