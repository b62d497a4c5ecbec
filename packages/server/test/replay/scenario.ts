/** One call of an operation by somebody, and what inputs of many of them have in common. */
import type { OperationName } from '@wardroom/contract';
import type { Stage } from './stage.ts';

export interface Scenario {
  readonly by: string;
  readonly input: (stage: Stage) => unknown;
  /** Stable code of the refusal; absent: it succeeds. */
  readonly refused?: string;
  /** Who must start from a new snapshot, because what they know no longer follows from events. */
  readonly resync?: readonly string[];
  /** What must be so before; not part of what is compared. */
  readonly before?: (stage: Stage) => Promise<unknown>;
}

export type Scenarios = Readonly<Partial<Record<OperationName, readonly Scenario[]>>>;

export const nothing = () => ({});
export const general = ({ general: { id } }: Stage) => ({ channelId: id });
export const secret = ({ secret: { id } }: Stage) => ({ channelId: id });
export const principal = (name: string) => (stage: Stage) => ({ principalId: stage.idOf(name) });
export const query = (by: string, input: Scenario['input'] = nothing): Scenario[] => [{ by, input }];
export const send = (stage: Stage, by: string, more: object = {}) =>
  stage.sent(by, { channelId: stage.general.id, ...more });
export const member = (name: string) => (stage: Stage) => ({
  channelId: stage.secret.id,
  principalId: stage.idOf(name),
});
export const people =
  (...names: string[]) =>
  (stage: Stage) => ({ principalIds: names.map((name) => stage.idOf(name)) });
/** The message that was sent last, with an emoji for what takes one. */
export const mark = (emoji?: string) => (stage: Stage) => ({
  messageId: stage.message.id,
  ...(emoji === undefined ? {} : { emoji }),
});
