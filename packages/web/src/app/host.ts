import type { Environment } from '../environment.ts';
import { clearLeftBehind } from '../workspace/leaving.ts';
import type { Call } from '../workspace/port.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { mayHaveSession } from '../workspace/session-hint.ts';

export type Host =
  | { readonly kind: 'platform'; readonly setupNeeded: boolean }
  | { readonly kind: 'tenant'; readonly signedIn: boolean }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreachable'; readonly failure: Failure; readonly attempt: number };

/** Asks the server what answers at this address: the platform, a workspace, or nothing. */
export async function findHost(environment: Environment, call: Call, attempt: number): Promise<Host> {
  try {
    return isPlatform() ? await askPlatform(call) : await askTenant(environment, call);
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.code === 'unknown_host') return { kind: 'unknown' };
    return { kind: 'unreachable', failure, attempt };
  }
}

/** The server writes into the page which of the two realms it is. */
const isPlatform = (): boolean =>
  document.querySelector<HTMLMetaElement>('meta[name="wardroom-realm"]')?.content === 'platform';

async function askPlatform(call: Call): Promise<Host> {
  const { needed } = await call('setup.show', {});
  return { kind: 'platform', setupNeeded: needed };
}

async function askTenant(environment: Environment, call: Call): Promise<Host> {
  if (!mayHaveSession(environment)) return { kind: 'tenant', signedIn: false };
  try {
    await call('sessions.show', {});
    return { kind: 'tenant', signedIn: true };
  } catch (thrown) {
    if (failureOf(thrown).code !== 'unauthenticated') throw thrown;
    // Only now that the server has said so.
    clearLeftBehind(environment).catch(() => undefined);
    return { kind: 'tenant', signedIn: false };
  }
}
