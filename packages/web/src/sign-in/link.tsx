import { useCallback, useState } from 'react';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';

/**
 * A one-use link. The secret is in the fragment, which browsers never send; it leaves the address at once. A click
 * redeems it, so that a preview that opens the page does not use it up.
 */
export function Link({ call }: { call: Call }) {
  const [secret] = useState(takeFragment);
  const send = useCallback(async () => {
    await call('sessions.redeem', { secret });
    location.replace('/');
  }, [call, secret]);
  const { busy, failure, submit } = useSubmission(send);
  if (secret === '')
    return (
      <Sheet title="This link is not complete" lead="Open the whole link, or ask for a new one.">
        <a className="button" href="/sign-in">
          Sign in with a password
        </a>
      </Sheet>
    );
  return (
    <Sheet title="Sign in by link" lead="This link works once and signs you in on this device.">
      <form onSubmit={submit}>
        <FormNotice failure={failure} />
        <button type="submit" className="button primary" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </Sheet>
  );
}

/** The secret in the fragment; afterwards neither address nor history hold it. */
export function takeFragment(): string {
  const secret = location.hash.slice(1);
  if (secret !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return secret;
}
