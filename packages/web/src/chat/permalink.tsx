import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { MessageId } from '@wardroom/contract';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { placeOfMessage } from '../marks/message-place.ts';
import { Empty } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

/** `/m/<id>` leads to the place of the message, if the reader may see it. */
export function Permalink() {
  const { messageId } = useParams({ strict: false });
  const { t } = useTexts();
  const { call } = useWorkspace();
  const navigate = useNavigate();
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let current = true;
    call('messages.get', { messageId: messageId as MessageId }).then(
      ({ message }) => {
        if (!current) return;
        navigate({ ...placeOfMessage(message), replace: true }).catch(() => undefined);
      },
      (thrown: unknown) => {
        if (current) setFailure(failureOf(thrown));
      },
    );
    return () => {
      current = false;
    };
  }, [call, messageId, navigate]);
  if (failure === null) return null;
  return (
    <main className="pane">
      <Empty title={t('timeline.messageMissing')}>
        {t('timeline.missingText')} <Link to="/">{t('timeline.back')}</Link>
      </Empty>
    </main>
  );
}
