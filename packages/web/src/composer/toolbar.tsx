import { AtSign, SendHorizontal, Smile, SquareSlash } from 'lucide-react';
import type { RefObject } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { IconButton } from '../ui/parts.tsx';
import { triggered } from './edits.ts';
import { editField } from './field-edit.ts';

interface ToolbarProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly sendable: boolean;
}

const triggers = [
  { sign: '@', icon: AtSign, label: 'composer.mention' },
  { sign: ':', icon: Smile, label: 'composer.emoji' },
  { sign: '/', icon: SquareSlash, label: 'composer.commands' },
] as const;

export function Toolbar({ field, sendable }: ToolbarProps) {
  const { t } = useTexts();
  const put = (sign: string) => {
    const area = field.current;
    if (area === null) return;
    editField(area, triggered(area.value, { start: area.selectionStart, end: area.selectionEnd }, sign));
  };
  return (
    <div className="composer-bar">
      {triggers.map(({ sign, icon, label }) => (
        <IconButton
          key={sign}
          icon={icon}
          label={t(label)}
          // The field keeps its selection.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => put(sign)}
        />
      ))}
      <span className="composer-hint" aria-hidden="true">
        {t('composer.hint')}
      </span>
      <IconButton
        icon={SendHorizontal}
        className="composer-send"
        label={t('composer.send')}
        type="submit"
        disabled={!sendable}
      />
    </div>
  );
}
