/** Somebody else has saved a version since this one was begun. */
import { useTexts } from '../../i18n/use-texts.ts';
import { useDesk, useSet } from './desk.ts';
import { emptySet } from './draft.ts';
import { SetDiff } from './set-diff.tsx';

export function ConflictNotice() {
  const { t } = useTexts();
  const { draft, versions, saved, changed, setDraft } = useDesk();
  const newest = versions[0]?.version ?? 0;
  const { basedOn } = draft;
  const before = useSet(basedOn === 0 ? null : basedOn);
  if (!changed || basedOn === newest) return null;
  const base = basedOn === 0 ? emptySet : before.data;
  return (
    <div className="notice role-conflict" role="alert">
      <strong>{t('policies.conflict', { version: newest })}</strong> {t('policies.conflictHint')}
      {base === undefined ? null : <SetDiff before={base} after={saved} />}
      <div className="row">
        <button type="button" className="button" onClick={() => setDraft({ ...draft, basedOn: newest })}>
          {t('policies.keepMine')}
        </button>
        <button type="button" className="button" onClick={() => setDraft(null)}>
          {t('policies.takeTheirs')}
        </button>
      </div>
    </div>
  );
}
