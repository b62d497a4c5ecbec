/** Somebody else has saved or deleted the role that is being changed here. */
import type { RoleView } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { Change } from './role-preview.tsx';
import { differenceOf } from './roles.ts';

interface ConflictProps {
  readonly base: RoleView;
  /** null: they have deleted it. */
  readonly theirs: RoleView | null;
  readonly onTake: (mine: boolean) => void;
}

export function RoleConflict({ base, theirs, onTake }: ConflictProps) {
  const { t } = useTexts();
  if (theirs === null)
    return (
      <div className="notice role-conflict" role="alert">
        <strong>{t('roles.vanished')}.</strong> {t('roles.vanishedHint')}
        <div className="row">
          <button type="button" className="button" onClick={() => onTake(true)}>
            {t('roles.saveAsNew')}
          </button>
        </div>
      </div>
    );
  const change = differenceOf(base.permissions, theirs.permissions);
  return (
    <div className="notice role-conflict" role="alert">
      <strong>{t('roles.conflict')}.</strong> {t('roles.conflictHint')}
      <WordsChanged from={base} to={theirs} />
      <Change change={change} />
      <div className="row">
        <button type="button" className="button" onClick={() => onTake(true)}>
          {t('roles.keepMine')}
        </button>
        <button type="button" className="button" onClick={() => onTake(false)}>
          {t('roles.takeTheirs')}
        </button>
      </div>
    </div>
  );
}

interface WordsChangedProps {
  readonly from: Pick<RoleView, 'name' | 'description'>;
  readonly to: Pick<RoleView, 'name' | 'description'>;
}

export function WordsChanged({ from, to }: WordsChangedProps) {
  const { t } = useTexts();
  return (
    <>
      {from.name === to.name ? null : <p>{t('roles.renames', { name: to.name })}</p>}
      {from.description === to.description ? null : (
        <p>
          {t('roles.describes')} <q>{to.description}</q>
        </p>
      )}
    </>
  );
}
