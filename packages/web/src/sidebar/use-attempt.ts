import { useTexts } from '../i18n/use-texts.ts';
import { showToast } from '../ui/toasts.tsx';
import { describeFailure, failureOf } from '../workspace/problem.ts';

/** Runs something and says so when it failed. */
export function useAttempt(): (work: Promise<unknown>) => void {
  const texts = useTexts();
  return (work) => {
    work.catch((thrown: unknown) => showToast({ text: describeFailure(texts, failureOf(thrown)).detail }));
  };
}
