import { useNavigate } from '@tanstack/react-router';
import type { ChannelId } from '@wardroom/contract';
import { type FormEvent, useId, useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Popover } from '../ui/float.tsx';
import { useFormats } from '../workspace/use-formats.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { dayStart } from './day-start.ts';

interface JumpToDayProps {
  readonly anchor: DOMRect;
  readonly channelId: ChannelId;
  /** The day to begin with, `2026-03-29`. */
  readonly day: string;
  readonly onClose: () => void;
}

/** Leads to the first message of a day, or of the next day on which something was said. */
export function JumpToDay({ anchor, channelId, day, onClose }: JumpToDayProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { environment, call } = useWorkspace();
  const navigate = useNavigate();
  const field = useId();
  const [wanted, setWanted] = useState(day);
  const [problem, setProblem] = useState<TextKey | null>(null);
  const today = formats.dayKey(environment.now());
  const go = async (event: FormEvent) => {
    event.preventDefault();
    const at = dayStart(wanted, environment.timeZone);
    if (at === null || at < 0) return;
    try {
      const { channelSeq } = await call('messages.locate', { channelId, at });
      if (channelSeq === null) {
        setProblem('timeline.jumpNothing');
        return;
      }
      onClose();
      await navigate({ to: '/c/$channelId', params: { channelId }, search: { at: channelSeq } });
    } catch {
      setProblem('timeline.jumpFailed');
    }
  };
  return (
    <Popover at={anchor} label={t('timeline.jumpTitle')} className="day-popover" onClose={onClose}>
      <form className="day-form" onSubmit={(event) => go(event).catch(() => undefined)}>
        <label htmlFor={field}>{t('timeline.jumpDay')}</label>
        <input
          id={field}
          type="date"
          required
          data-first-focus=""
          max={today}
          value={wanted}
          onChange={(event) => {
            setWanted(event.target.value);
            setProblem(null);
          }}
        />
        <button type="submit" className="button primary">
          {t('timeline.jump')}
        </button>
        {problem === null ? null : (
          <p className="day-problem" role="alert">
            {t(problem)}
          </p>
        )}
      </form>
    </Popover>
  );
}
