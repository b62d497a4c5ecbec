/** The list at the caret: when it is open, what is chosen in it, and what its keys do. */
import type { ChannelId } from '@wardroom/contract';
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { replaced } from './edits.ts';
import { editField } from './field-edit.ts';
import type { Offer } from './offers.ts';
import { choosesFirst, type Trigger, triggerAt } from './trigger.ts';
import { useOffers } from './use-offers.ts';

interface Input {
  readonly text: string;
  readonly channelId: ChannelId;
  readonly commands: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** A place and a text at which Escape closed the list. */
interface Closed {
  readonly kind: string;
  readonly start: number;
}

interface Suggesting {
  readonly listId: string;
  readonly open: boolean;
  readonly trigger: Trigger | null;
  readonly offers: readonly Offer[];
  readonly chosen: number;
  take(offer: Offer): void;
  /** null: the caret is not in the field, or something is selected. */
  moveCaret(caret: number | null): void;
  /** @returns whether the key was the list's */
  key(event: KeyboardEvent): boolean;
}

export function useSuggesting({ text, channelId, commands, field }: Input): Suggesting {
  const listId = useId();
  const [caret, moveCaret] = useState<number | null>(null);
  const [closed, setClosed] = useState<Closed | null>(null);
  const [moved, setMoved] = useState<{ readonly at: string; readonly index: number } | null>(null);
  const found = caret === null ? null : triggerAt(text, Math.min(caret, text.length), commands);
  const dismissed = closed !== null && found?.kind === closed.kind && found.start === closed.start;
  const trigger = dismissed ? null : found;
  const offers = useOffers(trigger, channelId);
  const open = trigger !== null && offers.length > 0;
  const at = trigger === null ? '' : `${trigger.kind}${trigger.start}${trigger.query}`;
  const first = trigger !== null && choosesFirst(trigger) ? 0 : -1;
  const chosen = moved?.at === at ? Math.min(moved.index, offers.length - 1) : first;
  if (closed !== null && found === null) setClosed(null);
  useCountSaid(open, offers.length);
  const take = (offer: Offer) => {
    if (trigger === null || field.current === null) return;
    editField(field.current, replaced(text, trigger, offer.insert));
  };
  const key = (event: KeyboardEvent): boolean => {
    if (!open || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const offer = offers[chosen];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const from = chosen === -1 && step === -1 ? 0 : chosen;
      setMoved({ at, index: (from + step + offers.length) % offers.length });
    } else if (event.key === 'Escape') setClosed({ kind: trigger.kind, start: trigger.start });
    else if ((event.key === 'Enter' || event.key === 'Tab') && offer !== undefined) take(offer);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { listId, open, trigger, offers, chosen, take, moveCaret, key };
}

/** Once per opening: a text field says nothing about a list by itself. */
function useCountSaid(open: boolean, count: number): void {
  const { t } = useTexts();
  const workspace = useWorkspace();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each further letter would talk over what is typed.
  useEffect(() => {
    if (open) workspace.announce(t('composer.offersOpen', { count }));
  }, [open]);
}
