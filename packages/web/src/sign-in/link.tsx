import { useCallback } from 'react';
import type { Environment } from '../environment.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';
import { expectSession } from '../workspace/session-hint.ts';
import { EntryButton, EntryNotice } from './entry-parts.tsx';
import { useEntry } from './use-entry.ts';

export interface LinkProps {
  readonly environment: Environment;
  readonly call: Call;
  /** Empty when the link was cut short. */
  readonly secret: string;
}

/** A one-use link. A click redeems it, so that a preview that opens the page does not use it up. */
export default function Link({ environment, call, secret }: LinkProps) {
  const { t } = useTexts();
  const send = useCallback(async () => {
    await call('sessions.redeem', { secret });
    expectSession(environment);
    location.replace('/');
  }, [environment, call, secret]);
  const entry = useEntry(send);
  // Refused for good: the same link again would be refused again. Anything else may pass.
  const refused = entry.failure?.code === 'link_refused';
  if (secret === '') return <PartOfLink />;
  return (
    <Sheet title={t('signIn.linkTitle')} lead={refused ? undefined : t('signIn.linkLead')}>
      <form onSubmit={entry.submit}>
        <EntryNotice entry={entry} />
        {refused ? (
          <WithPassword />
        ) : (
          <EntryButton entry={entry} label={t('signIn.submit')} busyLabel={t('signIn.busy')} />
        )}
      </form>
    </Sheet>
  );
}

export function PartOfLink() {
  const { t } = useTexts();
  return (
    <Sheet title={t('signIn.linkPartTitle')} lead={t('signIn.linkPartLead')}>
      <WithPassword />
    </Sheet>
  );
}

/** The way on when a link leads nowhere. */
export function WithPassword() {
  const { t } = useTexts();
  return (
    <a className="button entry-button" href="/sign-in">
      {t('signIn.withPassword')}
    </a>
  );
}
