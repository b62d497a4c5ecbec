import { useNavigate } from '@tanstack/react-router';
import type { Person, PrincipalId } from '@wardroom/contract';
import { X } from 'lucide-react';
import { type KeyboardEvent, useCallback, useId, useMemo, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { PresenceDot } from '../sidebar/channel-icon.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { FormNotice, missing, useSubmission } from '../ui/form.tsx';
import { KindChip } from '../ui/kind-chip.tsx';
import { Avatar, Empty } from '../ui/parts.tsx';
import Withdrawn from '../ui/withdrawn.tsx';
import { openDirect } from '../workspace/channels.ts';
import { holds } from '../workspace/rights.ts';
import { nearness } from '../workspace/switching.ts';
import { compare } from '../workspace/titles.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { DialogProps } from './dialog-props.ts';

/** Nine people at most, oneself included. */
const mostPeople = 8;
const mostShown = 50;

/** A direct message with one, a group message with up to eight. */
export function NewMessageDialog({ onClose }: DialogProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const may = holds(useSynced(), 'direct.open');
  const [chosen, setChosen] = useState<readonly PrincipalId[]>([]);
  const [typed, setTyped] = useState('');
  /** -1: nobody. Whoever is first in an untouched list was not meant. */
  const [index, setIndex] = useState(-1);
  const found = useFound(typed, chosen);
  const list = useId();
  const full = chosen.length >= mostPeople;
  const at = Math.min(index, found.length - 1);
  const add = (person: Person | undefined) => {
    if (person === undefined || full) return;
    setChosen([...chosen, person.id]);
    setTyped('');
    setIndex(-1);
  };
  const send = useCallback(async () => {
    if (chosen.length === 0) return;
    const channelId = await openDirect(workspace, chosen);
    onClose();
    await navigate({ to: '/c/$channelId', params: { channelId } });
  }, [workspace, navigate, chosen, onClose]);
  const { busy, failure, submit } = useSubmission(send);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setIndex(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setIndex(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && (typed !== '' || chosen.length === 0)) add(found[at]);
    else if (event.key === 'Backspace' && typed === '') setChosen(chosen.slice(0, -1));
    else return;
    if (event.key !== 'Backspace') event.preventDefault();
  };
  return (
    <Dialog title={t('dialogs.newMessage')} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="field">
          <Chosen chosen={chosen} onRemove={(id) => setChosen(chosen.filter((other) => other !== id))} />
          <input
            type="text"
            ref={missing(chosen.length === 0 ? t('dialogs.peopleMissing') : '')}
            role="combobox"
            aria-label={t('dialogs.people')}
            aria-expanded="true"
            aria-controls={list}
            aria-activedescendant={found[at] === undefined ? undefined : `${list}-${found[at].id}`}
            placeholder={t(full ? 'dialogs.peopleFull' : 'dialogs.peopleField')}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              setTyped(event.target.value);
              setIndex(event.target.value === '' ? -1 : 0);
            }}
          />
        </div>
        <div className="switcher scroll" id={list} role="listbox" aria-label={t('dialogs.people')}>
          {found.map((person, position) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and its keys.
            <div
              key={person.id}
              id={`${list}-${person.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={position === at}
              className={`option${position === at ? ' chosen' : ''}`}
              onClick={() => add(person)}
            >
              <span className="with-presence">
                <Avatar id={person.id} name={person.displayName} kind={person.kind} />
                {person.kind === 'person' ? <PresenceDot principalId={person.id} /> : null}
              </span>
              <bdi>{person.displayName}</bdi>
              <bdi className="quiet">@{person.handle}</bdi>
              <KindChip kind={person.kind} />
            </div>
          ))}
        </div>
        {found.length === 0 ? <Empty title={t('dialogs.nobodyFound')} /> : null}
        <FormNotice failure={failure} />
        <Withdrawn may={may} />
        <DialogFoot action={t('dialogs.openMessage')} onCancel={onClose} disabled={busy || !may} />
      </form>
    </Dialog>
  );
}

/** People first. */
const machines = ({ kind }: Person): number => Number(kind !== 'person');

function useFound(typed: string, chosen: readonly PrincipalId[]): readonly Person[] {
  const { people, me } = useSynced();
  const sorted = useMemo(
    () =>
      Object.values(people)
        .filter(({ id, status }) => status === 'active' && id !== me.id)
        .toSorted((a, b) => machines(a) - machines(b) || compare(a.displayName, b.displayName)),
    [people, me],
  );
  const wanted = typed.trim().replace(/^@/, '').toLowerCase();
  return sorted
    .filter(({ id }) => !chosen.includes(id))
    .filter(({ displayName, handle }) => nearness(`${displayName} ${handle}`, wanted) !== null)
    .slice(0, mostShown);
}

interface ChosenProps {
  readonly chosen: readonly PrincipalId[];
  readonly onRemove: (id: PrincipalId) => void;
}

function Chosen({ chosen, onRemove }: ChosenProps) {
  const { t } = useTexts();
  const { people } = useSynced();
  if (chosen.length === 0) return null;
  return (
    <ul className="chosen-people" aria-label={t('dialogs.chosen')}>
      {chosen.map((id) => {
        const name = people[id]?.displayName ?? '';
        return (
          <li key={id}>
            <button
              type="button"
              className="chip chip-button"
              aria-label={t('dialogs.unchoose', { name })}
              onClick={() => onRemove(id)}
            >
              <bdi>{name}</bdi> <X size={12} aria-hidden="true" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
