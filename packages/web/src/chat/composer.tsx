import type { ChannelId, MessageId } from '@wardroom/contract';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { longest, sendable } from '../text/sendable.ts';
import { IconButton } from '../ui/parts.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { sendMessage } from '../workspace/writing.ts';

const nearLimit = 39_000;

interface ComposerProps {
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
  readonly label: string;
  /** The arrow key up in an empty field. */
  readonly onEditLast: () => void;
}

/** Drafts are kept per channel and thread, in this tab only. */
export function Composer({ channelId, threadRootId, label, onEditLast }: ComposerProps) {
  const workspace = useWorkspace();
  const { tabStorage } = workspace.environment;
  const draftKey = `wardroom.draft.${threadRootId ?? channelId}`;
  const [text, setText] = useState(() => tabStorage.read(draftKey) ?? '');
  const change = (next: string) => {
    setText(next);
    tabStorage.write(draftKey, next === '' ? null : next);
  };
  const send = () => {
    const body = sendable(text);
    if (body === null) return;
    change('');
    sendMessage(workspace, { channelId, threadRootId, body });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      onEditLast();
    }
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <GrowingText label={label} value={text} onChange={change} onKeyDown={onKeyDown} />
      <IconButton icon={SendHorizontal} label="Send" type="submit" disabled={sendable(text) === null} />
      {text.length > nearLimit ? (
        <p className={text.length > longest ? 'count over' : 'count'} role="status">
          {text.length.toLocaleString()} of {longest.toLocaleString()} characters
        </p>
      ) : null}
    </form>
  );
}

interface GrowingTextProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly focus?: boolean;
}

export function GrowingText({ label, value, onChange, onKeyDown, focus = false }: GrowingTextProps) {
  const ref = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const area = ref.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [value]);
  useLayoutEffect(() => {
    if (!focus) return;
    ref.current?.focus();
    ref.current?.setSelectionRange(ref.current.value.length, ref.current.value.length);
  }, [focus]);
  return (
    <textarea
      ref={ref}
      rows={1}
      dir="auto"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
