/** One group: what it is, who is in it, what comes with it, and what can be done with it. */
import { useState } from 'react';
import { below, indexOf, manages, pathOf } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { IdText } from '../../ui/id.tsx';
import { holds } from '../../workspace/rights.ts';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { Act } from '../act.tsx';
import { AddressLink } from '../address-link.tsx';
import { commands } from '../command-lines.ts';
import { Drawer } from '../drawer.tsx';
import { useAddress } from '../use-address.ts';
import { Moment } from '../when.tsx';
import { useDone } from './done.tsx';
import { GroupChannels } from './group-channels.tsx';
import { GroupForm } from './group-form.tsx';
import { GroupMembers } from './group-members.tsx';
import { GroupRoles } from './group-roles.tsx';
import type { GroupPartProps } from './part-props.ts';

export function GroupDrawer({ group, groups }: GroupPartProps) {
  const { t } = useTexts();
  const { permissions } = useSynced();
  const [editing, setEditing] = useState(false);
  const managed = manages(permissions, group);
  return (
    <Drawer title={<bdi>{group.name}</bdi>}>
      {group.description === '' ? null : <p>{group.description}</p>}
      <GroupFacts group={group} groups={groups} />
      {managed ? (
        <div className="row">
          <button type="button" className="button" onClick={() => setEditing(true)}>
            {t('groups.edit')}
          </button>
        </div>
      ) : null}
      {editing ? <GroupForm base={group} groups={groups} onClose={() => setEditing(false)} /> : null}
      <GroupMembers group={group} groups={groups} />
      <GroupRoles group={group} groups={groups} />
      <GroupChannels group={group} groups={groups} />
      {managed ? <Deletion group={group} groups={groups} /> : null}
    </Drawer>
  );
}

function GroupFacts({ group, groups }: GroupPartProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const { handle, visibility, mentionableBy, members, own, id, createdAt, department } = group;
  const above = pathOf(indexOf(groups), group).slice(0, -1);
  return (
    <Facts>
      <Fact label={t('groups.handle')}>
        <bdi>@{handle}</bdi>
      </Fact>
      {above.length === 0 ? null : (
        <Fact label={t('groups.parent')}>
          {above.map((one, place) => (
            <span key={one.id}>
              {place === 0 ? '' : ' › '}
              <AddressLink className="inline-link" to={{ screen: 'groups', subject: one.id }}>
                <bdi>{one.name}</bdi>
              </AddressLink>
            </span>
          ))}
        </Fact>
      )}
      <Fact label={t('groups.people')}>
        {members === null ? t('groups.countUnseen') : t('groups.count', { count: members })}
        {department ? ` · ${t('groups.department')}` : null}
      </Fact>
      <Fact label={t('groups.visibility')}>
        {t(`groups.visibility.${visibility}`)}
        <span className="quiet fact-hint">{t(`groups.visibilityHint.${visibility}`)}</span>
      </Fact>
      <Fact label={t('groups.mentionable')}>{t(`groups.mentionable.${mentionableBy}`)}</Fact>
      {own === null ? null : (
        <Fact label={t('groups.you')}>
          {t(`groups.you.${own.role === 'manager' ? 'manager' : own.direct ? 'member' : 'through'}`)}
        </Fact>
      )}
      <Fact label={t('console.created')}>
        <Moment at={createdAt} />
      </Fact>
      <Fact label={t('console.id')}>
        <IdText id={id} what={t('console.id')} />
      </Fact>
      {holds(synced, 'audit.view') ? (
        <Fact label={t('console.audit.title')}>
          <AddressLink className="inline-link" to={{ screen: 'audit', filters: { about: id } }}>
            {t('console.people.audit')}
          </AddressLink>
        </Fact>
      ) : null}
    </Facts>
  );
}

/** What stands in its way is said instead. */
function Deletion({ group, groups }: GroupPartProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { open } = useAddress();
  const tell = useDone();
  const { id: groupId, name, revision, handle } = group;
  const count = below(groups, group).length - 1;
  return (
    <Act
      title={t('groups.delete')}
      hint={count > 0 ? t('groups.deleteBelow', { count }) : t('groups.deleteDoes')}
      label={t('groups.deleteAsk')}
      danger
      disabled={count > 0}
      line={commands.deleteGroup(handle)}
      asks={{
        title: t('groups.deleteTitle', { name }),
        text: t('groups.deleteDoes'),
        action: t('groups.deleteNow'),
        word: handle,
      }}
      send={() => call('groups.delete', { groupId, revision })}
      onDone={() => {
        tell({ text: t('groups.done.deleted', { name }), groupId, undo: null });
        open(null);
      }}
    />
  );
}
