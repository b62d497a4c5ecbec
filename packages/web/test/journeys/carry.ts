/** Signing in without the form: where that is not the story, it would cost a page each time. */
import type { BrowserContext } from 'playwright-core';

/** @param cookie `name=value`, as the server set it */
export async function carrySession(context: BrowserContext, origin: string, cookie: string): Promise<void> {
  const [name = '', value = ''] = cookie.split('=');
  // The protocol that sets it takes a secure cookie for https only; Chromium sends it to http on loopback, too.
  const url = origin.replace('http:', 'https:');
  await context.addCookies([{ name, value, url, httpOnly: true, secure: true, sameSite: 'Strict' }]);
  // The app asks who is signed in only where somebody has signed in (workspace/session-hint.ts).
  await context.addInitScript((here) => {
    if (location.origin === here) localStorage.setItem('wardroom.session', 'expected');
  }, origin);
}
