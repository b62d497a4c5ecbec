/** What was just done to a role, with its entry in the audit log and the way back. */
import type { RoleView } from '@wardroom/contract';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { IconButton, Notice } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { AddressLink } from './address-link.tsx';
import type { RoleId } from './roles.ts';

export interface Saved {
  readonly did: 'created' | 'saved' | 'deleted' | 'undone';
  /** As it is now, or was last. */
  readonly role: RoleView;
  /** As it was; null: it was not there. */
  readonly before: RoleView | null;
}

const did = {
  created: 'roles.created',
  saved: 'roles.saved',
  deleted: 'roles.deleted',
  undone: 'roles.undone',
} as const;

interface RoleSavedProps {
  readonly saved: Saved;
  readonly onChange: (saved: Saved | null) => void;
}

export function RoleSaved({ saved, onChange }: RoleSavedProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const undo = useUndo(saved);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const goBack = () => {
    setBusy(true);
    undo()
      .then(onChange)
      .catch((thrown: unknown) => setFailure(failureOf(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="notice role-saved" role="status">
      <strong>{t(did[saved.did], { name: saved.role.name })}</strong>
      {saved.did === 'undone' || !holds(synced, 'roles.manage') ? null : (
        <button type="button" className="button small" disabled={busy} onClick={goBack}>
          {t('roles.undo')}
        </button>
      )}
      {holds(synced, 'audit.view') ? (
        <AddressLink className="inline-link" to={{ screen: 'audit', filters: { about: saved.role.role } }}>
          {t('roles.auditEntry')}
        </AddressLink>
      ) : null}
      {saved.did === 'created' && holds(synced, 'roles.assign') ? (
        <AddressLink className="inline-link" to={{ screen: 'people' }}>
          {t('roles.assign')}
        </AddressLink>
      ) : null}
      <IconButton icon={X} label={t('console.close')} onClick={() => onChange(null)} />
      {failure === null ? null : <Notice failure={failure} />}
    </div>
  );
}

/** Saves the former state as a new one: the log keeps both. What was deleted comes back under another id. */
function useUndo({ did, role, before }: Saved): () => Promise<Saved> {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const reason = t('roles.undoReason');
  const roleId = role.role as RoleId;
  return async () => {
    if (before === null) {
      await call('roles.delete', { roleId, revision: role.revision, reason });
      return { did: 'deleted', role, before: role };
    }
    const { name, description, chosen } = before;
    const answer =
      did === 'deleted'
        ? await call('roles.create', { name, description, chosen, reason })
        : await call('roles.update', {
            ...{ roleId, revision: role.revision, name, description, chosen, reason },
          });
    return { did: 'undone', role: answer.role, before };
  };
}
