/** Roles that come with being in a group, and changing them. */
import type { GroupView, Permission, RoleRef, RoleView } from '@wardroom/contract';
import { useCallback, useId, useState } from 'react';
import { useRoleName, useRoles } from '../../account/role-text.tsx';
import { loadGroups } from '../../groups/group-list.ts';
import { indexOf, pathOf } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../../ui/form.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { holds } from '../../workspace/rights.ts';
import { isWithin } from '../../workspace/roles.ts';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { AddressLink } from '../address-link.tsx';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { Change } from '../role-preview.tsx';
import { differenceOf, roleWord } from '../roles.ts';
import { useDone } from './done.tsx';
import { Effect } from './effect.tsx';
import type { GroupPartProps } from './part-props.ts';

export function GroupRoles({ group, groups }: GroupPartProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const [changing, setChanging] = useState(false);
  const giving = pathOf(indexOf(groups), group).filter(({ confers }) => confers.length > 0);
  return (
    <section className="drawer-part group-part">
      <h3>{t('groups.roles')}</h3>
      {giving.length === 0 ? <p className="quiet">{t('groups.noRoles')}</p> : null}
      <ul className="group-lines">
        {giving.toReversed().flatMap((from) =>
          from.confers.map((role) => (
            <li key={`${from.id} ${role}`}>
              <RoleLink role={role} />
              {from.id === group.id ? null : (
                <span className="quiet"> {t('groups.rolesAbove', { group: from.name })}</span>
              )}
            </li>
          )),
        )}
      </ul>
      {holds(synced, 'groups.manage') && holds(synced, 'roles.read') ? (
        <button type="button" className="button" onClick={() => setChanging(true)}>
          {t('groups.changeRoles')}
        </button>
      ) : null}
      {changing ? <ChangeRoles group={group} onClose={() => setChanging(false)} /> : null}
    </section>
  );
}

function RoleLink({ role }: { role: RoleRef }) {
  const nameOf = useRoleName();
  return (
    <AddressLink className="inline-link" to={{ screen: 'roles', subject: role }}>
      <bdi>{nameOf(role)}</bdi>
    </AddressLink>
  );
}

interface ChangeRolesProps {
  readonly group: GroupView;
  readonly onClose: () => void;
}

const permissionsOf = (roles: readonly RoleView[], wanted: readonly RoleRef[]): readonly Permission[] => [
  ...new Set(roles.filter(({ role }) => wanted.includes(role)).flatMap(({ permissions }) => permissions)),
];

function ChangeRoles({ group, onClose }: ChangeRolesProps) {
  const { t } = useTexts();
  const roles = useRoles();
  const [chosen, setChosen] = useState<readonly RoleRef[]>(group.confers);
  const [reason, setReason] = useState('');
  // What was begun from: a change of somebody else is not overwritten unseen.
  const [{ revision }] = useState(group);
  const { name, confers, members } = group;
  const { busy, failure, submit, problemOf } = useSubmission(
    useSend({ group, revision, chosen, reason, onClose }),
  );
  const change = differenceOf(permissionsOf(roles, confers), permissionsOf(roles, chosen));
  const unchanged = chosen.length === confers.length && chosen.every((role) => confers.includes(role));
  const line = commands.groupRoles(
    group.handle,
    chosen.map((role) => roleWord(roles, role)),
    reason.trim(),
  );
  // What it gives already first: that is what somebody may come to take.
  const ordered = roles.toSorted(
    (a, b) => Number(confers.includes(b.role)) - Number(confers.includes(a.role)),
  );
  const turn = (role: RoleRef, checked: boolean) =>
    setChosen(checked ? [...chosen, role] : chosen.filter((one) => one !== role));
  return (
    <Dialog title={t('groups.rolesTitle', { name })} onClose={onClose} wide>
      <form onSubmit={submit}>
        <p className="quiet">{t('groups.rolesHint')}</p>
        <ul className="choices role-choices">
          {ordered.map((role) => (
            <RoleLine
              key={role.role}
              role={role}
              checked={chosen.includes(role.role)}
              onChange={(checked) => turn(role.role, checked)}
            />
          ))}
        </ul>
        {unchanged ? (
          <p className="quiet">{t('groups.doesNothing')}</p>
        ) : (
          <section className="group-does" role="status">
            <Gist roles={chosen.filter((role) => !confers.includes(role))} kind="Gain" count={members ?? 0} />
            <Gist roles={confers.filter((role) => !chosen.includes(role))} kind="Lose" count={members ?? 0} />
            {chosen.includes('owner') && !confers.includes('owner') ? (
              <p className="notice notice-bad">{t('groups.givesOwner')}</p>
            ) : null}
            <Change change={change} />
            <p className="quiet">{t('groups.rolesAtOnce')}</p>
          </section>
        )}
        {unchanged ? null : <Effect change={{ groupId: group.id, roles: [...chosen] }} />}
        <Field
          label={t('groups.reason')}
          hint={t('groups.reasonHint')}
          maxLength={500}
          value={reason}
          problem={problemOf('/reason')}
          onChange={(event) => setReason(event.target.value)}
        />
        {unchanged ? null : <CliLines lines={[line]} />}
        <FormNotice failure={failure} shown={['/reason']} />
        <DialogFoot action={t('groups.save')} onCancel={onClose} disabled={busy || unchanged} />
      </form>
    </Dialog>
  );
}

interface GistProps {
  readonly roles: readonly RoleRef[];
  readonly kind: 'Gain' | 'Lose';
  /** Everybody in the group and below it. */
  readonly count: number;
}

/** In one sentence: who gets or loses which roles. */
function Gist({ roles, kind, count }: GistProps) {
  const { t, locale } = useTexts();
  const nameOf = useRoleName();
  if (roles.length === 0) return null;
  const names = new Intl.ListFormat(locale).format(roles.map(nameOf));
  return (
    <p>
      <strong>{t(`groups.roles${kind}`, { count, roles: names })}</strong>
    </p>
  );
}

interface RoleLineProps {
  readonly role: RoleView;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function RoleLine({ role, checked, onChange }: RoleLineProps) {
  const { t } = useTexts();
  const nameOf = useRoleName();
  const { permissions } = useSynced();
  const id = useId();
  const beyond = !isWithin(role, permissions);
  return (
    <li>
      <label className="choice">
        <input
          type="checkbox"
          checked={checked}
          // Neither given nor taken.
          disabled={beyond}
          aria-describedby={beyond ? id : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
        <bdi>{nameOf(role.role)}</bdi>
      </label>
      {beyond ? (
        <span id={id} className="quiet">
          {t('groups.roleBeyond')}
        </span>
      ) : null}
    </li>
  );
}

interface Sending extends ChangeRolesProps {
  readonly revision: number;
  readonly chosen: readonly RoleRef[];
  readonly reason: string;
}

function useSend({ group, revision, chosen, reason, onClose }: Sending): () => Promise<void> {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const { call } = workspace;
  const tell = useDone();
  const { id: groupId, name, confers } = group;
  return useCallback(async () => {
    try {
      const input = { groupId, revision, roles: [...chosen], reason: reason.trim() };
      const { group: after } = await call('groups.setRoles', input);
      const back = { groupId, revision: after.revision, roles: [...confers], reason: t('groups.undoReason') };
      tell({
        ...{ text: t('groups.done.roles', { name }), groupId },
        undo: () => call('groups.setRoles', back),
      });
      onClose();
    } catch (thrown) {
      if (failureOf(thrown).code === 'conflict') await loadGroups(workspace);
      throw thrown;
    }
  }, [workspace, call, groupId, revision, chosen, reason, confers, name, tell, t, onClose]);
}
