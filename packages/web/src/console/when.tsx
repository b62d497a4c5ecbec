/** Moments in tables and facts: in one form everywhere, the whole of it where one points. */
import { useFormats } from '../workspace/use-formats.ts';

/** "24 Oct 2026, 00:43". */
export function Moment({ at }: { at: number }) {
  const formats = useFormats();
  return (
    <time dateTime={new Date(at).toISOString()} title={formats.full(at)}>
      {formats.moment(at)}
    </time>
  );
}

/** "24 Oct 2026", where the hour says nothing. */
export function Day({ at }: { at: number }) {
  const formats = useFormats();
  return (
    <time dateTime={new Date(at).toISOString()} title={formats.full(at)}>
      {formats.date(at)}
    </time>
  );
}
