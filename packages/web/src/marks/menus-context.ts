import type { Message } from '@wardroom/contract';
import { createContext, use } from 'react';

export type MenuKind = 'more' | 'emoji';

export interface MenuTarget {
  readonly message: Message;
  readonly inThread: boolean;
  /** Where it opens, in window coordinates. */
  readonly anchor: DOMRect;
}

export interface MessageMenus {
  readonly open: (kind: MenuKind, target: MenuTarget) => void;
}

export const MenusContext = createContext<MessageMenus>({ open: () => undefined });

export const useMessageMenus = (): MessageMenus => use(MenusContext);
