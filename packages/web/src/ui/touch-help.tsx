import { ArrowLeft, Hash, MessageSquare, PanelBottomClose, Search, UserRound, Users } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';

const lines = [
  [Search, 'help.goTo'],
  [Hash, 'help.channel'],
  [ArrowLeft, 'help.back'],
  [Users, 'help.readers'],
  [MessageSquare, 'help.message'],
  [UserRound, 'help.person'],
  [PanelBottomClose, 'help.close'],
] as const;

/** The form of the help sheet where there are no keys. */
export function TouchHelp() {
  const { t } = useTexts();
  return (
    <ul className="touch-help" tabIndex={-1}>
      {lines.map(([Icon, text]) => (
        <li key={text}>
          <Icon size={18} aria-hidden="true" /> {t(text)}
        </li>
      ))}
    </ul>
  );
}
