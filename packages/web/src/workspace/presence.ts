/** Whether the person at this device is there. */
import type { PresenceState, PrincipalId } from '@wardroom/contract';
import { stateOf } from '@wardroom/sdk';
import { useStore } from '../ui/store.ts';
import type { Workspace } from './model.ts';
import { useSelect, useWorkspace } from './use-workspace.ts';

/** null: not told yet. Whoever sits in front of this page is there, whatever others have been told so far. */
export function usePresence(principalId: PrincipalId): PresenceState | null {
  const own = useSelect(({ synced, connection }) => synced?.me.id === principalId && connection === 'live');
  const state = useStore(useWorkspace().presence, (known) =>
    known.size === 0 ? null : stateOf(known, principalId),
  );
  return own && state !== 'away' ? 'active' : state;
}

/** Without a key stroke or a movement. */
const awayMs = 300_000;
/** A page behind others is left sooner than one that is read. */
const hiddenAwayMs = 60_000;
const lookMs = 10_000;
const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart', 'focus'] as const;

/** Tells the server when the person leaves and comes back. @returns stops it */
export function followAttention(workspace: Workspace): () => void {
  const { monotonic } = workspace.environment;
  let lastSignMs = monotonic();
  const sign = () => {
    lastSignMs = monotonic();
    if (document.visibilityState === 'visible') workspace.live?.setPresence('active');
  };
  const look = () => {
    const limitMs = document.visibilityState === 'visible' ? awayMs : hiddenAwayMs;
    if (monotonic() - lastSignMs >= limitMs) workspace.live?.setPresence('away');
  };
  const options = { passive: true, capture: true };
  for (const name of signs) addEventListener(name, sign, options);
  document.addEventListener('visibilitychange', sign);
  const timer = setInterval(look, lookMs);
  return () => {
    for (const name of signs) removeEventListener(name, sign, options);
    document.removeEventListener('visibilitychange', sign);
    clearInterval(timer);
  };
}
