export { applyEvent } from './apply-event.ts';
export { type ChannelAct, type MessageAct, mayIn, mayWith, type Place } from './may.ts';
export { type MessagePage, withPage, withThread } from './messages.ts';
export { type Presence, stateOf, withPresence } from './presence.ts';
export {
  type MessageWindow,
  type Snapshot,
  type State,
  snapshotView,
  stateFromSnapshot,
  type ThreadWindow,
} from './state.ts';
export { type Typing, whoTypes, withMessageSent, withoutExpired, withTyping } from './typing.ts';
