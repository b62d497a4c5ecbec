/** The door of reactions and pins. */
import type { Implementation } from '../../kernel/implementation.ts';
import { listPins } from './list-pins.ts';
import { pinMessage, unpinMessage } from './pin.ts';
import { react, takeBack } from './react.ts';

export const reactionImplementations = (): Implementation[] => [
  react,
  takeBack,
  pinMessage,
  unpinMessage,
  listPins,
];
