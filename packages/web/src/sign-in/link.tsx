import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';
import { EntryButton, EntryNotice } from './entry-parts.tsx';
import { useEntry } from './use-entry.ts';

/**
 * A one-use link. The secret is in the fragment, which browsers never send; it leaves the address at once. A click
 * redeems it, so that a preview that opens the page does not use it up.
 */
export function Link({ call }: { call: Call }) {
  const { t } = useTexts();
  const [secret] = useState(takeFragment);
  const send = useCallback(async () => {
    await call('sessions.redeem', { secret });
    location.replace('/');
  }, [call, secret]);
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
    <a className="button primary entry-button" href="/sign-in">
      {t('signIn.withPassword')}
    </a>
  );
}

/** The secret in the fragment; afterwards neither address nor history hold it. */
export function takeFragment(): string {
  const secret = location.hash.slice(1);
  if (secret !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return secret;
}
