import type { ChannelId } from '@wardroom/contract';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { piece } from '../ui/piece.tsx';
import { useFormats } from '../workspace/use-formats.ts';
import { useNow } from '../workspace/use-now.ts';

export const JumpToDay = piece(() => import('./jump-to-day.tsx').then(({ JumpToDay }) => JumpToDay));

/** The line above the first message of a day; its name leads to other days. */
export function DayDivider({ at, channelId }: { at: number; channelId: ChannelId }) {
  const { t } = useTexts();
  const formats = useFormats();
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const day = formats.weekday(at, useNow());
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
