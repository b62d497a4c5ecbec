import type { Message } from '@wardroom/contract';
import { type KeyboardEvent, useState } from 'react';
import { sendable } from '../text/sendable.ts';
import { Notice } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { editMessage } from '../workspace/writing.ts';
import { GrowingText } from './composer.tsx';

export function MessageEdit({ message, onDone }: { message: Message; onDone: () => void }) {
  const workspace = useWorkspace();
  const [text, setText] = useState(message.body ?? '');
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = () => {
    const body = sendable(text);
    if (body === null) return;
    if (body === message.body) {
      onDone();
      return;
    }
    editMessage(workspace, message, body).then(onDone, (thrown: unknown) => setFailure(failureOf(thrown)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onDone();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  };
  return (
    <div className="edit">
      {failure === null ? null : <Notice failure={failure} />}
      <GrowingText label="Edit message" value={text} onChange={setText} onKeyDown={onKeyDown} focus />
      <div className="row">
        <button
          type="button"
          className="button primary small"
          disabled={sendable(text) === null}
          onClick={save}
        >
          Save
        </button>
        <button type="button" className="button small" onClick={onDone}>
          Cancel
        </button>
        <span className="quiet">Enter saves, Esc cancels</span>
      </div>
    </div>
  );
}
