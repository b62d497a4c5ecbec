import type { GroupView } from '@wardroom/contract';

/** Of every part of what shows a group. */
export interface GroupPartProps {
  readonly group: GroupView;
  /** All that one sees. */
  readonly groups: readonly GroupView[];
}
