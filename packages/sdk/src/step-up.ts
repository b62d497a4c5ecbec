/**
 * Step-up: what is sensitive asks for a person who has proved lately who they are. A call that was refused for that has
 * done nothing, so any call may be repeated after it, with the same client key; once.
 */
import { WardroomApiError } from './error.ts';

export interface StepUpChallenge {
  /** How long ago the person may have proved who they are; null: the server did not say. */
  readonly maxAgeSeconds: number | null;
}

/** @returns whether the person has proved it; false: the caller gets the refusal */
export type OnStepUp = (challenge: StepUpChallenge) => Promise<boolean>;

/** Runs calls; those that are refused together ask once, together. */
export type StepUp = <T>(work: () => Promise<T>) => Promise<T>;

export function createStepUp(onStepUp: OnStepUp | undefined): StepUp {
  if (onStepUp === undefined) return (work) => work();
  let proofs = 0;
  let pending: Promise<boolean> | null = null;
  const ask = async (challenge: StepUpChallenge): Promise<boolean> => {
    try {
      const proved = await onStepUp(challenge);
      if (proved) proofs += 1;
      return proved;
    } finally {
      pending = null;
    }
  };
  return async (work) => {
    const before = proofs;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WardroomApiError) || error.code !== 'step_up_required') throw error;
      // Proved since this call left: its refusal is older than that.
      if (proofs === before) {
        pending ??= ask({ maxAgeSeconds: error.maxAgeSeconds });
        if (!(await pending)) throw error;
      }
      return await work();
    }
  };
}
