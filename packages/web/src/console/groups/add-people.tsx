import type { GroupMember, Person, PrincipalId } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { FormNotice, missing, useSubmission } from '../../ui/form.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { compare } from '../../workspace/titles.ts';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { useNames } from '../names.ts';
import { Brings } from './brings.tsx';
import { useDone } from './done.tsx';
import { Effect } from './effect.tsx';
import type { GroupPartProps } from './part-props.ts';

interface AddPeopleProps extends GroupPartProps {
  /** Who is known to be in it: whoever is in it by hand is not offered. */
  readonly inside: readonly GroupMember[];
  readonly onClose: () => void;
}

/** The bound of the contract. */
const mostAtOnce = 100;
/** Rows beyond this are found by typing. */
const mostShown = 50;

export function AddPeople({ group, groups, inside, onClose }: AddPeopleProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const tell = useDone();
  const names = useNames();
  const [chosen, setChosen] = useState<readonly PrincipalId[]>([]);
  const [role, setRole] = useState<GroupMember['role']>('member');
  const { id: groupId, name } = group;
  const send = useCallback(async () => {
    const { added } = await call('groups.addMembers', { groupId, principalIds: [...chosen], role });
    tell({
      ...{ text: t('groups.done.added', { count: added }), groupId },
      undo: () => call('groups.removeMembers', { groupId, principalIds: [...chosen] }),
    });
    onClose();
  }, [call, groupId, chosen, role, tell, t, onClose]);
  const { busy, failure, submit } = useSubmission(send);
  const count = chosen.length;
  return (
    <Dialog title={t('groups.addTitle', { name })} onClose={onClose} wide>
      <form onSubmit={submit}>
        <Choice inside={inside} chosen={chosen} onChange={setChosen} />
        <SelectField
          label={t('groups.addAs')}
          value={role}
          options={(['member', 'manager'] as const).map((one) => [one, t(`groups.as.${one}`)])}
          onChange={setRole}
        />
        <Brings group={group} groups={groups} />
        {count === 0 ? null : <Effect change={{ groupId, add: [...chosen] }} />}
        {count === 0 ? null : (
          <CliLines lines={[commands.addToGroup(group.handle, chosen.map(names.handle), role)]} />
        )}
        <FormNotice failure={failure} />
        <DialogFoot
          action={count === 0 ? t('groups.addNone') : t('groups.addNow', { count })}
          onCancel={onClose}
          disabled={busy}
        />
      </form>
    </Dialog>
  );
}

interface ChoiceProps extends Pick<AddPeopleProps, 'inside'> {
  readonly chosen: readonly PrincipalId[];
  readonly onChange: (chosen: readonly PrincipalId[]) => void;
}

function Choice({ inside, chosen, onChange }: ChoiceProps) {
  const { t } = useTexts();
  const { people, me } = useSynced();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().replace(/^@/, '').toLowerCase();
  const byHand = new Set(
    inside.filter(({ sources }) => sources.includes('manual')).map(({ principalId }) => principalId),
  );
  const found = [me, ...Object.values(people).filter(({ id }) => id !== me.id)]
    .filter(
      ({ id, status, displayName, handle }) =>
        status === 'active' &&
        !byHand.has(id) &&
        (chosen.includes(id) || `${displayName} ${handle}`.toLowerCase().includes(wanted)),
    )
    .toSorted(
      (a, b) =>
        Number(chosen.includes(b.id)) - Number(chosen.includes(a.id)) ||
        compare(a.displayName, b.displayName),
    );
  const shown = found.slice(0, Math.max(mostShown, chosen.length));
  return (
    <fieldset className="channel-choice">
      <legend>
        {chosen.length === 0 ? t('groups.addChoose') : t('groups.addChosen', { count: chosen.length })}
      </legend>
      <input
        type="search"
        ref={missing(chosen.length === 0 ? t('dialogs.peopleMissing') : '')}
        aria-label={t('groups.addFind')}
        placeholder={t('groups.addFind')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className="choices">
        {shown.map((person) => (
          <Line
            key={person.id}
            person={person}
            checked={chosen.includes(person.id)}
            disabled={chosen.length >= mostAtOnce && !chosen.includes(person.id)}
            onChange={(checked) =>
              onChange(checked ? [...chosen, person.id] : chosen.filter((id) => id !== person.id))
            }
          />
        ))}
        {found.length === 0 ? <li className="quiet">{t('groups.addNobody')}</li> : null}
      </ul>
      {found.length > shown.length ? (
        <p className="quiet">{t('groups.addMore', { count: found.length - shown.length })}</p>
      ) : null}
    </fieldset>
  );
}

interface LineProps {
  readonly person: Person;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Line({ person, checked, disabled, onChange }: LineProps) {
  return (
    <li>
      <label className="choice">
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
        <bdi>{person.displayName}</bdi> <bdi className="quiet">@{person.handle}</bdi>
      </label>
    </li>
  );
}
