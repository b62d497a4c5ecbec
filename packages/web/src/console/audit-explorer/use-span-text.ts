import { useMemo } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';

interface ByOutcome {
  readonly success: number;
  readonly failure: number;
  readonly blocked: number;
}

export interface SpanText {
  /** A beginning or an end. */
  readonly moment: (at: number) => string;
  readonly told: (from: number, to: number, counts: ByOutcome) => string;
}

/** Days are those of UTC, as they are counted: their borders are told with the hour. */
export function useSpanText(): SpanText {
  const { t, locale } = useTexts();
  const { timeZone } = useWorkspace().environment;
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, {
      ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone },
    });
    return {
      moment: (at) => format.format(at),
      told: (from, to, { success, failure, blocked }) =>
        t('auditLog.bar', { time: format.formatRange(from, to), success, failure, blocked }),
    };
  }, [t, locale, timeZone]);
}
