import { useFormats } from '../workspace/use-formats.ts';
import { useNow } from '../workspace/use-now.ts';
import type { Row } from './rows.ts';

/** Which day the top of the screen is of: not said of today, nor while its line is there. For the eye only. */
export function DayShown({ row }: { row: Row | undefined }) {
  const formats = useFormats();
  const now = useNow();
  if (row?.kind !== 'message') return null;
  const { sentAt } = row.message;
  if (formats.dayKey(sentAt) === formats.dayKey(now)) return null;
  return (
    <div className="day-shown" aria-hidden="true">
      {formats.weekday(sentAt, now)}
    </div>
  );
}
