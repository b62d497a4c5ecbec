import type { ChannelId, MessageId } from '@wardroom/contract';
import { useId, useRef } from 'react';
import { MessageField } from '../composer/field.tsx';
import { DraftNotes, LengthNote } from '../composer/notes.tsx';
import { Toolbar } from '../composer/toolbar.tsx';
import { useDraft } from '../composer/use-drafts.ts';
import { bodyOf, useSending } from '../composer/use-sending.ts';
import { tellTyping } from '../workspace/typing.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

interface ComposerProps {
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
  readonly label: string;
  /** The arrow key up in an empty field. */
  readonly onEditLast: () => void;
}

/** What is written here is kept per channel and thread, on this device, until it is sent. */
export function Composer({ channelId, threadRootId, label, onEditLast }: ComposerProps) {
  const workspace = useWorkspace();
  const field = useRef<HTMLTextAreaElement>(null);
  const notes = useId();
  const place = threadRootId ?? channelId;
  const draft = useDraft(place);
  const { text } = draft.held;
  const keep = (next: string) => draft.drafts.change(place, next);
  const { hint, send } = useSending(
    { channelId, threadRootId },
    { text, now: () => draft.drafts.get(place).text, change: keep },
  );
  const change = (next: string) => {
    keep(next);
    // A command is nobody's business.
    if (next.trim() !== '' && !next.startsWith('/')) tellTyping(workspace, channelId, threadRootId);
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
        field.current?.focus();
      }}
    >
      <DraftNotes draft={draft} place={place} />
      <MessageField
        field={field}
        channelId={channelId}
        label={label}
        value={text}
        commands
        describedBy={notes}
        onChange={change}
        onEnter={send}
        onKey={(event) => {
          if (event.key !== 'ArrowUp' || text !== '') return;
          event.preventDefault();
          onEditLast();
        }}
      />
      <div className="composer-says" role="status">
        {hint}
      </div>
      <LengthNote id={notes} length={text.length} />
      <Toolbar field={field} sendable={bodyOf(text) !== null} />
    </form>
  );
}
