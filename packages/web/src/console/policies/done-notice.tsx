import { X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { IconButton } from '../../ui/parts.tsx';
import { holds } from '../../workspace/rights.ts';
import { useSynced } from '../../workspace/use-workspace.ts';
import { AddressLink } from '../address-link.tsx';
import type { Wanted } from './activate-dialog.tsx';
import { type Done, useDesk } from './desk.ts';

/** What was just done, its entry in the audit log, and what comes next. */
export function DoneNotice({ done, onActivate }: { done: Done; onActivate: (wanted: Wanted) => void }) {
  const { t } = useTexts();
  const { tell, mayManage } = useDesk();
  const synced = useSynced();
  const { text, auditType, version } = done;
  return (
    <div className="notice role-saved" role="status">
      <strong>{text}</strong>
      {version === null || !mayManage ? null : (
        <>
          <button
            type="button"
            className="button small primary"
            onClick={() => onActivate({ version, mode: 'evaluate' })}
          >
            {t('policies.evaluateAsk')}
          </button>
          <button
            type="button"
            className="button small"
            onClick={() => onActivate({ version, mode: 'enforce' })}
          >
            {t('policies.enforceAsk')}
          </button>
        </>
      )}
      {holds(synced, 'audit.view') ? (
        <AddressLink className="inline-link" to={{ screen: 'audit', filters: { type: auditType } }}>
          {t('policies.auditEntry')}
        </AddressLink>
      ) : null}
      <IconButton icon={X} label={t('console.close')} onClick={() => tell(null)} />
    </div>
  );
}
