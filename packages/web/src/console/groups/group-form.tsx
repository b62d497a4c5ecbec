/** Making and changing a group: the words on top, below them what saving does. */
import type { GroupView } from '@wardroom/contract';
import { useCallback, useId, useState } from 'react';
import { loadGroups } from '../../groups/group-list.ts';
import { below, indexOf, manages, pathOf } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { suggestHandle } from '../../sign-in/suggest-handle.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../../ui/form.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { holds } from '../../workspace/rights.ts';
import { compare } from '../../workspace/titles.ts';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { type CommandLine, commands } from '../command-lines.ts';
import { TextField } from '../text-field.tsx';
import { useAddress } from '../use-address.ts';
import { useDone } from './done.tsx';
import { type Changes, changesOf, type Draft, draftOf, newDraft } from './draft.ts';
import { Effect } from './effect.tsx';
import { useDoes } from './use-does.ts';

interface FormProps {
  /** null: it is new. */
  readonly base: GroupView | null;
  readonly groups: readonly GroupView[];
  readonly onClose: () => void;
}

const visibilities = ['public', 'private', 'hidden'] as const;
const mentioners = ['everyone', 'members', 'managers', 'nobody'] as const;

export function GroupForm({ base, groups, onClose }: FormProps) {
  const { t } = useTexts();
  // What was begun from: somebody else may change the group meanwhile.
  const [from, setFrom] = useState(base);
  const [draft, setDraft] = useState(() => (base === null ? newDraft : draftOf(base)));
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const changes = changesOf(from, draft);
  const does = useDoes({ base: from, draft, groups });
  const { busy, failure, submit, problemOf } = useSubmission(useSend({ base: from, draft, onClose }));
  const overtaken = base !== null && from !== null && base.revision !== from.revision && !busy;
  const unchanged = from !== null && Object.keys(changes).length === 0;
  const isReady = from === null ? draft.name.trim() !== '' && draft.handle.trim() !== '' : !unchanged;
  return (
    <Dialog
      title={from === null ? t('groups.create') : t('groups.editTitle', { name: from.name })}
      onClose={onClose}
      wide
    >
      <form onSubmit={submit}>
        {overtaken ? (
          <Overtaken
            onTake={() => {
              setFrom(base);
              setDraft(draftOf(base));
            }}
          />
        ) : null}
        <Words draft={draft} isNew={from === null} problemOf={problemOf} onChange={set} />
        <Place draft={draft} base={from} groups={groups} problem={problemOf('/parentId')} onChange={set} />
        <Openness draft={draft} onChange={set} problem={problemOf('/visibility')} />
        <Consequences does={does} />
        {from === null || changes.parentId === undefined ? null : (
          <Effect change={{ groupId: from.id, parentId: changes.parentId }} />
        )}
        {isReady ? <CliLines lines={[lineOf({ base: from, groups, changes })]} /> : null}
        <FormNotice failure={failure} shown={['/name', '/handle', '/parentId', '/visibility']} />
        <DialogFoot
          action={t(from === null ? 'groups.create' : 'groups.save')}
          onCancel={onClose}
          disabled={busy || overtaken || unchanged}
        />
      </form>
    </Dialog>
  );
}

function Overtaken({ onTake }: { onTake: () => void }) {
  const { t } = useTexts();
  return (
    <div className="notice notice-bad" role="alert">
      {t('groups.conflict')}{' '}
      <button type="button" className="button small" onClick={onTake}>
        {t('groups.takeTheirs')}
      </button>
    </div>
  );
}

function Consequences({ does }: { does: readonly string[] }) {
  const { t } = useTexts();
  return (
    <section className="group-does" aria-label={t('groups.does')}>
      <h3>{t('groups.does')}</h3>
      <div role="status">
        <ul>
          {does.length === 0 ? <li className="quiet">{t('groups.doesNothing')}</li> : null}
          {does.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}

interface WordsProps {
  readonly draft: Draft;
  readonly isNew: boolean;
  readonly problemOf: (pointer: string) => string | undefined;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** The handle of a new group follows its name until somebody writes one. */
function Words({ draft, isNew, problemOf, onChange: set }: WordsProps) {
  const { t } = useTexts();
  const [ownHandle, setOwnHandle] = useState(!isNew);
  return (
    <>
      <div className="pair">
        <Field
          label={t('groups.name')}
          required
          maxLength={80}
          value={draft.name}
          problem={problemOf('/name')}
          onChange={({ target: { value } }) =>
            set(ownHandle ? { name: value } : { name: value, handle: suggestHandle(value) })
          }
        />
        <Field
          label={t('groups.handle')}
          required
          maxLength={32}
          autoCapitalize="none"
          spellCheck={false}
          hint={t('groups.handleHint')}
          value={draft.handle}
          problem={problemOf('/handle')}
          onChange={({ target: { value } }) => {
            setOwnHandle(true);
            set({ handle: value.toLowerCase() });
          }}
        />
      </div>
      <TextField
        label={t('groups.description')}
        maxLength={500}
        value={draft.description}
        onChange={(description) => set({ description })}
      />
    </>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly problem: string | undefined;
}

/** Never below itself or what is below it, and only below what one manages. */
function Place({ draft, base, groups, problem, onChange }: PartProps & Omit<FormProps, 'onClose'>) {
  const { t } = useTexts();
  const { permissions } = useSynced();
  const index = indexOf(groups);
  const own = new Set(base === null ? [] : below(groups, base));
  const wordsOf = (group: GroupView) =>
    pathOf(index, group)
      .map(({ name }) => name)
      .join(' › ');
  const options = groups
    .filter((group) => !own.has(group) && (manages(permissions, group) || group.id === base?.parentId))
    .map((group) => [group.id as string, wordsOf(group)] as const)
    .toSorted(([, a], [, b]) => compare(a, b));
  return (
    <>
      <SelectField
        label={t('groups.parent')}
        value={draft.parentId ?? ''}
        options={[['', t('groups.top')], ...options]}
        onChange={(value) => onChange({ parentId: value === '' ? null : (value as GroupView['id']) })}
      />
      {problem === undefined ? null : <div className="problem">{problem}</div>}
    </>
  );
}

function Openness({ draft, onChange, problem }: PartProps) {
  const { t } = useTexts();
  // Departments decide who sees whom: for those to mark who see everybody.
  const marks = holds(useSynced(), 'people.read_across');
  const id = useId();
  return (
    <>
      <div className="pair">
        <SelectField
          label={t('groups.visibility')}
          value={draft.visibility}
          options={visibilities.map((one) => [one, t(`groups.visibility.${one}`)])}
          hint={t(`groups.visibilityHint.${draft.visibility}`)}
          onChange={(visibility) => onChange({ visibility })}
        />
        <SelectField
          label={t('groups.mentionable')}
          value={draft.mentionableBy}
          options={mentioners.map((one) => [one, t(`groups.mentionable.${one}`)])}
          onChange={(mentionableBy) => onChange({ mentionableBy })}
        />
      </div>
      {problem === undefined ? null : <div className="problem">{problem}</div>}
      <label className="choice" htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          checked={draft.department}
          disabled={!marks}
          onChange={({ target: { checked } }) => onChange({ department: checked })}
        />
        <span>{t('groups.isDepartment')}</span>
      </label>
    </>
  );
}

interface LineProps extends Pick<FormProps, 'base' | 'groups'> {
  readonly changes: Changes;
}

function lineOf({ base, groups, changes: { parentId, ...words } }: LineProps): CommandLine {
  const parent = groups.find(({ id }) => id === parentId)?.handle ?? parentId;
  const change = { ...words, ...(parent === undefined ? {} : { parent }) };
  const { handle = '', name = '' } = words;
  return base === null
    ? commands.createGroup(handle, name, change)
    : commands.updateGroup(base.handle, change);
}

function useSend({ base, draft, onClose }: { base: GroupView | null; draft: Draft; onClose: () => void }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const { call } = workspace;
  const { go } = useAddress();
  const tell = useDone();
  return useCallback(async () => {
    try {
      if (base === null) {
        const { handle, name, parentId, ...rest } = draft;
        const input = { ...rest, handle: handle.trim(), name: name.trim() };
        const { group } = await call('groups.create', parentId === null ? input : { ...input, parentId });
        const { id: groupId, revision } = group;
        // It is there when its drawer opens, also where the event is late.
        await loadGroups(workspace);
        tell({
          ...{ text: t('groups.done.created', { name: group.name }), groupId },
          undo: () => call('groups.delete', { groupId, revision }),
        });
        go({ screen: 'groups', subject: groupId, filters: {} });
      } else {
        const groupId = base.id;
        const { group } = await call('groups.update', {
          ...{ groupId, revision: base.revision, ...changesOf(base, draft) },
        });
        const back = changesOf(group, draftOf(base));
        const { revision } = group;
        tell({
          ...{ text: t('groups.done.saved', { name: group.name }), groupId },
          undo: () => call('groups.update', { groupId, revision, ...back }),
        });
      }
      onClose();
    } catch (thrown) {
      // Whoever was faster is shown.
      if (failureOf(thrown).code === 'conflict') await loadGroups(workspace);
      throw thrown;
    }
  }, [workspace, call, base, draft, onClose, go, tell, t]);
}
