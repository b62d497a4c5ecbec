import {
  type FormEvent,
  type InputHTMLAttributes,
  type ReactNode,
  useCallback,
  useId,
  useState,
} from 'react';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { Notice } from './parts.tsx';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
  readonly after?: ReactNode;
}

export function Field({ label, hint, problem, after, ...input }: FieldProps) {
  const id = useId();
  const described = [
    hint === undefined ? null : `${id}-hint`,
    problem === undefined ? null : `${id}-problem`,
  ];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-invalid={problem !== undefined}
        aria-describedby={described.filter((name) => name !== null).join(' ') || undefined}
        autoComplete="off"
        {...input}
      />
      {hint === undefined ? null : (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {after}
      {problem === undefined ? null : (
        <div className="problem" id={`${id}-problem`}>
          {sentence(problem)}
        </div>
      )}
    </div>
  );
}

/**
 * For a choice that a form needs and no field of text is: pressing the button leads there and says so beside it, as it
 * does for `required`. An incomplete form keeps its button; only one that would do nothing is greyed.
 *
 * @param message empty: nothing is missing
 */
export const missing = (message: string) => (input: HTMLInputElement | null) =>
  input?.setCustomValidity(message);

/** The contract writes problems without a capital letter; beside a field they stand alone. */
const sentence = (problem: string) => problem.charAt(0).toUpperCase() + problem.slice(1);

export interface Submission {
  readonly busy: boolean;
  readonly failure: Failure | null;
  readonly submit: (event: FormEvent) => void;
  /** Problem of one field, by its JSON pointer. */
  readonly problemOf: (pointer: string) => string | undefined;
}

/** Runs `send` on submit; refusals come back as {@link Failure}, problems beside their fields. */
export function useSubmission(send: () => Promise<void>): Submission {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = useCallback(
    (event: FormEvent) => {
      event.preventDefault();
      setBusy(true);
      setFailure(null);
      send()
        .catch((thrown: unknown) => setFailure(failureOf(thrown)))
        .finally(() => setBusy(false));
    },
    [send],
  );
  return { busy, failure, submit, problemOf: (pointer) => failure?.fields.get(pointer) };
}

interface FormNoticeProps {
  readonly failure: Failure | null;
  /** Pointers whose problems stand beside a field already. */
  readonly shown?: readonly string[];
}

/** The refusal as a whole, with the problems that no field of the form shows. */
export function FormNotice({ failure, shown = [] }: FormNoticeProps) {
  if (failure === null) return null;
  const rest = [...failure.fields].filter(([pointer]) => !shown.includes(pointer));
  // What every field says beside itself needs no second telling above.
  const told = failure.fields.size > 0 && rest.length === 0;
  return (
    <Notice failure={told ? { ...failure, code: 'invalid_input' } : failure}>
      {rest.length === 0 ? null : (
        <ul>
          {rest.map(([pointer, message]) => (
            <li key={pointer}>
              {pointer.slice(1).replaceAll('/', ' › ')}: {message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
