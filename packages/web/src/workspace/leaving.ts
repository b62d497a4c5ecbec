/** Signing out: nothing of the person stays on the device, in any tab. */
import { draftPrefix } from '../composer/drafts.ts';
import { forgetDrafts } from '../composer/use-drafts.ts';
import type { Environment } from '../environment.ts';
import type { Workspace } from './model.ts';
import { expectNoSession } from './session-hint.ts';

const topic = 'session';
const signedOut = 'signed-out';

/** Ends the session, forgets what it kept here, and shows the sign-in page in every tab. */
export async function signOut(workspace: Workspace): Promise<void> {
  await workspace.call('sessions.end', {});
  await clearDevice(workspace);
  workspace.environment.tabs.tell(topic, signedOut);
  location.assign('/sign-in');
}

/** Unsent messages, drafts, the places last visited. The look of the app stays: it says nothing about anybody. */
export async function clearDevice(workspace: Workspace): Promise<void> {
  sessionStorage.clear();
  forgetDrafts(workspace);
  await workspace.environment.keep.clear();
  expectNoSession(workspace.environment);
}

interface Left extends Pick<Environment, 'deviceStorage'> {
  readonly keep: Pick<Environment['keep'], 'clear'>;
}

/** What a session left here that ended while no page was open: for a start that finds nobody signed in. */
export async function clearLeftBehind({ deviceStorage, keep }: Left): Promise<void> {
  for (const key of deviceStorage.keys(draftPrefix)) deviceStorage.write(key, null);
  await keep.clear();
  expectNoSession({ deviceStorage });
}

/** @returns stops listening */
export const followSignOut = (workspace: Workspace): (() => void) =>
  workspace.environment.tabs.listen(topic, (word) => {
    if (word !== signedOut) return;
    // A fresh page has nothing of the session in memory.
    const leave = () => location.assign('/sign-in');
    clearDevice(workspace).then(leave, leave);
  });
