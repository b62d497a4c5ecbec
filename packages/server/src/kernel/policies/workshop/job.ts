/** What goes between the threads: plain data. */
import type {
  AttributeRequest,
  PlainPolicy,
  PolicyProblem,
  PolicySource,
  PolicyTest,
  PolicyTestResult,
} from '@wardroom/policy/attributes';

export interface Job {
  readonly policies: readonly PolicySource[];
  readonly tests: readonly PolicyTest[];
  /** Each is allowed when all its questions are; without any it is. */
  readonly requests: readonly (readonly AttributeRequest[])[];
}

export interface BulkAnswer {
  readonly allowed: boolean;
  readonly determining: readonly string[];
}

export type Outcome =
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] }
  | {
      readonly ok: true;
      readonly checked: readonly PlainPolicy[];
      readonly warnings: readonly PolicyProblem[];
      readonly tests: readonly PolicyTestResult[];
      readonly answers: readonly BulkAnswer[];
    };

export interface Reply {
  readonly id: number;
  readonly outcome: Outcome;
}
