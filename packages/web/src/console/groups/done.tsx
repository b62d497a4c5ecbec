/** What was just done to a group, with its entry in the audit log and the way back where there is one. */
import { X } from 'lucide-react';
import { createContext, useContext, useState } from 'react';
import type { GroupId } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { IconButton, Notice } from '../../ui/parts.tsx';
import { type Failure, failureOf } from '../../workspace/problem.ts';
import { holds } from '../../workspace/rights.ts';
import { useSynced } from '../../workspace/use-workspace.ts';
import { AddressLink } from '../address-link.tsx';

export interface Done {
  readonly text: string;
  readonly groupId: GroupId;
  /** null: there is no way back. */
  readonly undo: (() => Promise<unknown>) | null;
}

export const DoneContext = createContext<(done: Done | null) => void>(() => undefined);

/** Tells what was done above the list. */
export const useDone = () => useContext(DoneContext);

/** Keyed by what was done: a refusal of one is not shown with the next. */
export function DoneNotice({ done }: { done: Done }) {
  const { t } = useTexts();
  const tell = useDone();
  const synced = useSynced();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { text, groupId, undo } = done;
  const goBack = (work: () => Promise<unknown>) => {
    setBusy(true);
    work()
      .then(() => tell({ text: t('groups.done.undone'), groupId, undo: null }))
      .catch((thrown: unknown) => setFailure(failureOf(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="notice role-saved" role="status">
      <strong>{text}</strong>
      {undo === null ? null : (
        <button type="button" className="button small" disabled={busy} onClick={() => goBack(undo)}>
          {t('groups.undo')}
        </button>
      )}
      {holds(synced, 'audit.view') ? (
        <AddressLink className="inline-link" to={{ screen: 'audit', filters: { about: groupId } }}>
          {t('groups.auditEntry')}
        </AddressLink>
      ) : null}
      <IconButton icon={X} label={t('console.close')} onClick={() => tell(null)} />
      {failure === null ? null : <Notice failure={failure} />}
    </div>
  );
}
