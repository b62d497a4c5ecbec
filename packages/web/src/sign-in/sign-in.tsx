import { useCallback } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Sheet } from '../ui/parts.tsx';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import { expectSession } from '../workspace/session-hint.ts';
import type { LinkProps } from './link.tsx';
import { NamePasswordForm } from './name-password-form.tsx';
import { pathWithin } from './path-within.ts';

export default function SignIn({ environment, call }: Omit<LinkProps, 'secret'>) {
  const { t } = useTexts();
  const send = useCallback(
    async (name: string, password: string) => {
      await call('sessions.create', { name, password });
      expectSession(environment);
      // A fresh page: nothing of an earlier session stays in memory.
      location.replace(pathWithin(environment.origin, new URLSearchParams(location.search).get('to')));
    },
    [environment, call],
  );
  return (
    <Sheet title={t('signIn.title')} lead={<bdi>{location.host}</bdi>}>
      <NamePasswordForm nameLabel={t('signIn.name')} longestName={254} send={send} />
      <div className="sheet-foot">
        <ThemeChoice />
      </div>
    </Sheet>
  );
}
