/** What waits until the person has proved who they are. One question at a time: the SDK lets calls share it. */
import { createStore } from '../ui/store.ts';

export type Settle = (proved: boolean) => void;

export const pendingStepUp = createStore<Settle | null>(null);

/** Resolves when the person has answered: whether they have proved who they are. */
export const askForProof = (): Promise<boolean> =>
  new Promise((resolve) => {
    pendingStepUp.set(() => (proved) => {
      pendingStepUp.set(() => null);
      resolve(proved);
    });
  });
