import { useCallback } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Sheet } from '../ui/parts.tsx';
import { expectSession } from '../workspace/session-hint.ts';
import { EntryColours } from './entry-parts.tsx';
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
    <Sheet
      title={t('signIn.title', { workspace: slugOf(location.hostname) })}
      lead={<bdi>{location.host}</bdi>}
    >
      <NamePasswordForm nameLabel={t('signIn.name')} longestName={254} send={send} />
      <p className="quiet">{t('signIn.forgotten')}</p>
      <div className="sheet-foot">
        <EntryColours />
      </div>
    </Sheet>
  );
}

/** What strangers may know of a workspace is its address. */
const slugOf = (host: string): string => host.slice(0, host.indexOf('.'));
