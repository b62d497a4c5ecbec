import { useEffect, useRef } from 'react';
import { piece } from '../ui/piece.tsx';
import { useStore } from '../ui/store.ts';
import type { Call } from '../workspace/port.ts';
import { pendingStepUp } from './pending.ts';

const StepUpDialog = piece(() => import('./step-up-dialog.tsx').then((module) => module.default));

/** Stands over everything, wherever a call was refused until the person has proved who they are. */
export function StepUp({ call }: { readonly call: Call }) {
  const settle = useStore(pendingStepUp, (now) => now);
  const last = useRef<EventTarget | null>(null);
  useEffect(() => {
    // A button that waits for its answer is disabled, and has lost the focus before anything is asked.
    const remember = ({ target }: FocusEvent) => {
      if (pendingStepUp.get() === null) last.current = target;
    };
    addEventListener('focusin', remember);
    return () => removeEventListener('focusin', remember);
  }, []);
  if (settle === null) return null;
  return <StepUpDialog {...{ call, last }} onProved={() => settle(true)} onClose={() => settle(false)} />;
}
