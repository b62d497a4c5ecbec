/** Signing out: nothing of the person stays on the device, in any tab. */
import type { Workspace } from './model.ts';

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
export async function clearDevice({ environment }: Workspace): Promise<void> {
  sessionStorage.clear();
  await environment.keep.clear();
}

/** @returns stops listening */
export const followSignOut = (workspace: Workspace): (() => void) =>
  workspace.environment.tabs.listen(topic, (word) => {
    if (word !== signedOut) return;
    // Drafts are this tab's own; a fresh page has nothing of the session in memory.
    const leave = () => location.assign('/sign-in');
    clearDevice(workspace).then(leave, leave);
  });
