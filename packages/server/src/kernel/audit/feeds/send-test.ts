/** A test entry by itself, as a feed would bring it. */
import { bring, type Delivery, type OutletOrder, type OutletParts } from '../outlets/index.ts';
import { testEntry } from './outgoing.ts';

export type { OutletParts };

export const sendTest = (
  parts: OutletParts,
  { origin, ...order }: Omit<OutletOrder, 'entries'> & { readonly origin: string },
): Promise<Delivery> => bring(parts, { ...order, entries: [testEntry(origin, order.now)] });
