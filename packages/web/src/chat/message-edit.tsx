import type { Message } from '@wardroom/contract';
import { mayWith } from '@wardroom/sdk';
import { useId, useRef, useState } from 'react';
import { MessageField } from '../composer/field.tsx';
import { LengthNote } from '../composer/notes.tsx';
import { bodyOf } from '../composer/use-sending.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { usePlace } from '../workspace/use-may.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { editMessage } from '../workspace/writing.ts';

export function MessageEdit({ message, onDone }: { message: Message; onDone: () => void }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const field = useRef<HTMLTextAreaElement>(null);
  const notes = useId();
  const [text, setText] = useState(message.body ?? '');
  const [failure, setFailure] = useState<Failure | null>(null);
  const place = usePlace(message.channelId);
  const synced = useSynced();
  const may = place !== undefined && mayWith(synced, place, message, 'edit');
  // What was typed stays, to be taken elsewhere.
  const said = may ? failure : failureOf({ code: 'forbidden', status: 403 });
  const save = () => {
    const body = bodyOf(text);
    if (body === null || !may) return;
    if (body === message.body) {
      onDone();
      return;
    }
    editMessage(workspace, message, body).then(onDone, (thrown: unknown) => setFailure(failureOf(thrown)));
  };
  return (
    <div className="edit">
      {said === null ? null : <Notice failure={said} />}
      <MessageField
        field={field}
        channelId={message.channelId}
        label={t('composer.editField')}
        value={text}
        commands={false}
        describedBy={notes}
        focus
        onChange={setText}
        onEnter={save}
        onKey={(event) => {
          if (event.key === 'Escape') onDone();
        }}
      />
      <LengthNote id={notes} length={text.length} />
      <div className="row">
        <button
          type="button"
          className="button primary small"
          disabled={bodyOf(text) === null || !may}
          onClick={save}
        >
          {t('composer.save')}
        </button>
        <button type="button" className="button small" onClick={onDone}>
          {t('composer.cancel')}
        </button>
        <span className="quiet">{t('composer.editHint')}</span>
      </div>
    </div>
  );
}
