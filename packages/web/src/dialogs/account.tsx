import { Link } from '@tanstack/react-router';
import { PersonCard } from '../account/person-card.tsx';
import { SignOutButton } from '../account/sign-out-button.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import type { DialogProps } from './dialog-props.ts';
import { SessionList } from './session-list.tsx';

export function AccountDialog({ onClose }: DialogProps) {
  const { t } = useTexts();
  const synced = useSynced();
  return (
    <Dialog title={t('account.title')} onClose={onClose}>
      <PersonCard principalId={synced.me.id} onLeave={onClose} />
      <Link to="/you/$" params={{ _splat: 'profile' }} className="button" onClick={onClose}>
        {t('account.hub')}
      </Link>
      <h3>{t('account.colours')}</h3>
      <ThemeChoice />
      {holds(synced, 'sessions.own') ? <SessionList /> : null}
      <div className="dialog-foot">
        <SignOutButton />
      </div>
    </Dialog>
  );
}
