import { type ReactNode, useCallback, useState } from 'react';
import { FormNotice, type Submission, useSubmission } from '../ui/form.tsx';

interface OwnFormProps {
  readonly send: () => Promise<void>;
  /** JSON pointers of the fields. */
  readonly shown: readonly string[];
  readonly children: (problemOf: Submission['problemOf']) => ReactNode;
  readonly action: string;
  readonly disabled?: boolean;
  /** What is said when it worked, until something is written again. */
  readonly done: string;
}

/** Changes something of one's own, and says that it did. */
export function OwnForm({ send, shown, children, action, disabled = false, done }: OwnFormProps) {
  const [said, setSaid] = useState(false);
  const attempt = useCallback(async () => {
    setSaid(false);
    await send();
    setSaid(true);
  }, [send]);
  const { busy, failure, submit, problemOf } = useSubmission(attempt);
  return (
    <form onSubmit={submit} onChange={() => setSaid(false)}>
      {children(problemOf)}
      <FormNotice failure={failure} shown={shown} />
      <div className="row">
        <button type="submit" className="button primary" disabled={busy || disabled}>
          {action}
        </button>
        <span className="said" role="status">
          {said ? done : ''}
        </span>
      </div>
    </form>
  );
}
