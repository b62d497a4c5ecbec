import { useNavigate } from '@tanstack/react-router';
import type { Message } from '@wardroom/contract';
import { Link2, MessageSquareReply, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton, Notice } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import type { MessageRights } from '../workspace/rights.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { redactMessage } from '../workspace/writing.ts';

interface MessageActionsProps {
  readonly message: Message;
  readonly inThread: boolean;
  readonly rights: MessageRights;
  readonly onEdit: (messageId: Message['id']) => void;
}

export function MessageActions({ message, inThread, rights, onEdit }: MessageActionsProps) {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const openThread = () => {
    const params = { channelId: message.channelId, messageId: message.id };
    navigate({ to: '/c/$channelId/t/$messageId', params }).catch(() => undefined);
  };
  const copyLink = () => {
    const link = `${workspace.environment.origin}/m/${message.id}`;
    navigator.clipboard.writeText(link).then(
      () => workspace.announce('Link copied.'),
      () => workspace.announce('The browser did not allow copying.'),
    );
  };
  return (
    <div className="actions" role="toolbar" aria-label="Message">
      {inThread ? null : (
        <IconButton icon={MessageSquareReply} label="Reply in thread" onClick={openThread} />
      )}
      <IconButton icon={Link2} label="Copy link" onClick={copyLink} />
      {rights.edit ? <IconButton icon={Pencil} label="Edit" onClick={() => onEdit(message.id)} /> : null}
      {rights.redact ? <IconButton icon={Trash2} label="Remove…" onClick={() => setAsking(true)} /> : null}
      {asking ? <RedactDialog message={message} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

function RedactDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const workspace = useWorkspace();
  const [failure, setFailure] = useState<Failure | null>(null);
  const remove = () => {
    redactMessage(workspace, message).then(onClose, (thrown: unknown) => setFailure(failureOf(thrown)));
  };
  return (
    <Dialog title="Remove this message?" onClose={onClose}>
      <p>Its text is destroyed for everybody and cannot be brought back. A mark stays in its place.</p>
      {failure === null ? null : <Notice failure={failure} />}
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          Keep
        </button>
        <button type="button" className="button danger" onClick={remove}>
          Remove
        </button>
      </div>
    </Dialog>
  );
}
