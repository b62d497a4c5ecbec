/** The field in which messages are written and edited: it grows, offers names, marks text. */
import type { ChannelId } from '@wardroom/contract';
import {
  type ChangeEvent,
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type RefObject,
  type SyntheticEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { longest } from '../text/sendable.ts';
import { piece } from '../ui/piece.tsx';
import { isApple } from '../ui/shortcuts.ts';
import { type Edit, linkByPaste, linked, marked, replaced } from './edits.ts';
import { editField } from './field-edit.ts';
import { knownShortcodes } from './shortcodes.ts';
import { closedShortcode } from './trigger.ts';
import { useSuggesting } from './use-suggesting.ts';

/** Loaded a moment after the workspace is there; what it shows is known without it. */
const OfferList = piece(() => import('./offer-list.tsx').then(({ OfferList }) => OfferList));
const nothing = () => undefined;

interface FieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly channelId: ChannelId;
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  /** Whether lines that begin with `/` are commands. */
  readonly commands: boolean;
  readonly describedBy?: string | undefined;
  readonly focus?: boolean;
  readonly onChange: (text: string) => void;
  readonly onEnter: () => void;
  /** Keys that nothing else wanted. */
  readonly onKey?: (event: KeyboardEvent) => void;
}

export function MessageField(props: FieldProps) {
  const { field, channelId, label, value, commands, onEnter, onKey } = props;
  const suggesting = useSuggesting({ text: value, channelId, commands, field });
  /** Characters that somebody tried to put in at once. */
  const [tooMuch, setTooMuch] = useState<number | null>(null);
  useHeight(field, value);
  useFocusAtEnd(field, props.focus ?? false);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter and arrows belong to the input method while it composes.
    if (event.nativeEvent.isComposing || suggesting.key(event)) return;
    const edit = editOfKey(event);
    if (edit !== null) {
      event.preventDefault();
      event.stopPropagation();
      editField(event.currentTarget, edit);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      onEnter();
    } else onKey?.(event);
  };
  const onSelect = ({ currentTarget }: SyntheticEvent<HTMLTextAreaElement>) =>
    suggesting.moveCaret(caretOf(currentTarget));
  return (
    <>
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        aria-label={label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={suggesting.open ? suggesting.listId : undefined}
        aria-activedescendant={
          suggesting.open && suggesting.chosen >= 0 ? `${suggesting.listId}-${suggesting.chosen}` : undefined
        }
        aria-describedby={props.describedBy}
        aria-invalid={value.length > longest ? true : undefined}
        placeholder={props.placeholder ?? label}
        value={value}
        onChange={(event) => {
          suggesting.moveCaret(caretOf(event.target));
          setTooMuch(null);
          props.onChange(event.target.value);
          closeShortcode(event);
        }}
        onSelect={onSelect}
        onBlur={() => suggesting.moveCaret(null)}
        onPaste={(event) => setTooMuch(paste(event))}
        onDrop={(event) => setTooMuch(drop(event))}
        onKeyDown={onKeyDown}
      />
      <TooMuch length={tooMuch} />
      {suggesting.open && suggesting.trigger !== null ? (
        <OfferList
          id={suggesting.listId}
          kind={suggesting.trigger.kind}
          offers={suggesting.offers}
          chosen={suggesting.chosen}
          field={field}
          onTake={suggesting.take}
          onClose={nothing}
        />
      ) : null}
    </>
  );
}

const caretOf = ({ selectionStart, selectionEnd }: HTMLTextAreaElement): number | null =>
  selectionStart === selectionEnd ? selectionEnd : null;

const selectionOf = ({ selectionStart, selectionEnd }: HTMLTextAreaElement) => ({
  start: selectionStart,
  end: selectionEnd,
});

/** Ctrl+K without a selection stays the key of the switcher. */
function editOfKey(event: KeyboardEvent<HTMLTextAreaElement>): Edit | null {
  const command = isApple(navigator.platform)
    ? event.metaKey && !event.ctrlKey
    : event.ctrlKey && !event.metaKey;
  if (!command || event.shiftKey || event.altKey) return null;
  const area = event.currentTarget;
  const selection = selectionOf(area);
  switch (event.key.toLowerCase()) {
    case 'b':
      return marked(area.value, selection, '**');
    case 'i':
      return marked(area.value, selection, '*');
    case 'e':
      return marked(area.value, selection, '`');
    case 'k':
      return selection.start === selection.end ? null : linked(area.value, selection, null);
    default:
      return null;
  }
}

/**
 * Characters that a field holds without the browser standing still: Chromium lays out the whole text at each change,
 * and takes minutes for two million. More than a message takes fits, so that it can be shortened here.
 */
const mostInField = 100_000;

/** @returns how much was pasted, when it was too much to take */
function paste(event: ClipboardEvent<HTMLTextAreaElement>): number | null {
  const area = event.currentTarget;
  const pasted = event.clipboardData.getData('text/plain');
  if (area.value.length + pasted.length > mostInField) {
    event.preventDefault();
    return pasted.length;
  }
  const edit = linkByPaste(area.value, selectionOf(area), pasted);
  if (edit === null) return null;
  event.preventDefault();
  editField(area, edit);
  return null;
}

function drop(event: DragEvent<HTMLTextAreaElement>): number | null {
  const { length } = event.dataTransfer.getData('text/plain');
  if (event.currentTarget.value.length + length <= mostInField) return null;
  event.preventDefault();
  return length;
}

function TooMuch({ length }: { length: number | null }) {
  const { t } = useTexts();
  return (
    <div className="composer-says" role="status">
      {length === null ? null : t('composer.tooMuch', { length, longest })}
    </div>
  );
}

/** The colon that closes a known code makes it an emoji; the field's undo gives the letters back. */
function closeShortcode({ target, nativeEvent }: ChangeEvent<HTMLTextAreaElement>): void {
  const typed = nativeEvent as InputEvent;
  if (typed.inputType !== 'insertText' || typed.data !== ':') return;
  const closed = closedShortcode(target.value, target.selectionEnd);
  const emoji = closed === null ? undefined : knownShortcodes()?.get(closed.query);
  if (closed === null || emoji === undefined) return;
  // After the change that closed it has been taken over.
  queueMicrotask(() => editField(target, replaced(target.value, closed, emoji)));
}

/** Characters from which the field is as high as it gets anyway: measuring would lay out all of them. */
const tallest = 20_000;

function useHeight(field: RefObject<HTMLTextAreaElement | null>, value: string): void {
  useLayoutEffect(() => {
    const area = field.current;
    if (area === null) return;
    if (value.length > tallest) {
      area.style.height = '40vh';
      return;
    }
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [field, value]);
}

function useFocusAtEnd(field: RefObject<HTMLTextAreaElement | null>, focus: boolean): void {
  const done = useRef(false);
  useLayoutEffect(() => {
    const area = field.current;
    if (!focus || done.current || area === null) return;
    done.current = true;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, [field, focus]);
}
