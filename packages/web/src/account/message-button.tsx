import { useNavigate } from '@tanstack/react-router';
import type { Person } from '@wardroom/contract';
import { MessageSquare } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { openDirect } from '../workspace/channels.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

/** Opens the direct message with somebody, and goes there. Nothing for who may not, or whom nobody can write to. */
export function MessageButton({ person, onOpened }: { person: Person; onOpened?: () => void }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (!holds(synced, 'direct.open') || person.status !== 'active') return null;
  const open = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const channelId = await openDirect(workspace, [person.id]);
      onOpened?.();
      await navigate({ to: '/c/$channelId', params: { channelId } });
    } catch (thrown) {
      setFailure(failureOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="button" disabled={busy} onClick={open}>
        <MessageSquare size={15} aria-hidden="true" /> {t('people.message')}
      </button>
      {failure === null ? null : <Notice failure={failure} />}
    </>
  );
}
