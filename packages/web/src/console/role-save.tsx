/** Saving a role: what it does is told once more, and asked for a reason, before it counts. */
import type { Operations, OutputOf, RoleView } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { failureOf } from '../workspace/problem.ts';
import { loadRoles } from '../workspace/roles.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { CliLines } from './cli-line.tsx';
import { type CommandLine, commands } from './command-lines.ts';
import { cascadeOf } from './permissions.ts';
import { WordsChanged } from './role-conflict.tsx';
import { Affected, Change } from './role-preview.tsx';
import type { Saved } from './role-saved.tsx';
import { type Draft, differenceOf, draftOf, isSameDraft, type RoleId } from './roles.ts';
import { type Consequences, useConsequences } from './use-consequences.ts';

interface SaveProps {
  /** null: it is new. */
  readonly base: RoleView | null;
  readonly draft: Draft;
  readonly ready: boolean;
  /** While it is true, a change of the role is one's own. */
  readonly onBusy: (busy: boolean) => void;
  readonly onSaved: (saved: Saved) => void;
}

export function RoleSave(props: SaveProps) {
  const { t } = useTexts();
  const { base, draft, ready } = props;
  const unchanged = base !== null && isSameDraft(draft, draftOf(base));
  const [asking, setAsking] = useState(false);
  return (
    <section className="role-save">
      <button
        type="button"
        className="button primary"
        disabled={!ready}
        onClick={() => setAsking(document.forms.namedItem(roleWords)?.reportValidity() ?? false)}
      >
        {t('roles.reviewSave')}
      </button>
      {unchanged ? <p className="quiet">{t('roles.unchanged')}</p> : null}
      {asking && ready ? <Review {...props} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}

/** The form of name and purpose: asked before anything is reviewed. */
export const roleWords = 'role-words';

const idOf = (role: RoleView) => role.role as RoleId;

function lineOf(base: RoleView | null, { name, description, chosen }: Draft, reason: string): CommandLine {
  const words = { name: name.trim(), description: description.trim(), chosen, reason: reason.trim() };
  if (base === null) return commands.createRole(words);
  const same = isSameDraft({ name, description, chosen }, { ...draftOf(base), name, description });
  return commands.updateRole(base.name, {
    ...(words.name === base.name ? {} : { name: words.name }),
    ...(words.description === base.description ? {} : { description: words.description }),
    ...(same ? {} : { chosen }),
    reason: words.reason,
  });
}

type Answer = OutputOf<Operations['roles.update']>;

function useSend({ base, draft, onBusy, onSaved }: SaveProps, reason: string): () => Promise<void> {
  const workspace = useWorkspace();
  const { call } = workspace;
  return useCallback(async () => {
    const { name, description, chosen } = draft;
    const words = {
      ...{ name: name.trim(), description: description.trim(), chosen: [...chosen], reason: reason.trim() },
    };
    onBusy(true);
    try {
      const { role }: Answer =
        base === null
          ? await call('roles.create', words)
          : await call('roles.update', { roleId: idOf(base), revision: base.revision, ...words });
      // It is there when its drawer opens, also where the event is late.
      await loadRoles(workspace);
      onSaved({ did: base === null ? 'created' : 'saved', role, before: base });
    } catch (thrown) {
      // Whoever was faster is shown: see RoleConflict.
      if (failureOf(thrown).code === 'conflict') await loadRoles(workspace);
      throw thrown;
    } finally {
      onBusy(false);
    }
  }, [workspace, call, base, draft, reason, onBusy, onSaved]);
}

function Review(props: SaveProps & { onClose: () => void }) {
  const { t } = useTexts();
  const { base, draft, onClose } = props;
  const [reason, setReason] = useState('');
  const { busy, failure, submit, problemOf } = useSubmission(useSend(props, reason));
  const after = [...draft.chosen, ...cascadeOf(draft.chosen).keys()];
  const { consequences } = useConsequences(base === null ? null : idOf(base), draft.chosen);
  const losing = base === null ? 0 : (consequences?.losing ?? 0);
  return (
    <Dialog title={t('roles.saveTitle', { name: draft.name.trim() })} onClose={onClose} wide>
      <form onSubmit={submit}>
        {base === null ? null : <WordsChanged from={base} to={draft} />}
        <Change change={differenceOf(base?.permissions ?? [], after)} />
        {base === null ? (
          <p className="quiet">{t('roles.nobodyYet')}</p>
        ) : (
          <WhoIsAffected consequences={consequences} />
        )}
        <Field
          label={t('roles.reason')}
          hint={t('roles.reasonHint')}
          maxLength={500}
          value={reason}
          problem={problemOf('/reason')}
          onChange={(event) => setReason(event.target.value)}
        />
        <CliLines lines={[lineOf(base, draft, reason)]} />
        <FormNotice failure={failure} shown={['/reason']} />
        <DialogFoot
          action={
            losing > 0
              ? t('roles.saveLosing', { count: losing })
              : t(base === null ? 'roles.createNow' : 'roles.saveNow')
          }
          onCancel={onClose}
          disabled={busy}
          danger={losing > 0}
        />
      </form>
    </Dialog>
  );
}

function WhoIsAffected({ consequences }: { consequences: Consequences | null }) {
  const { t } = useTexts();
  return (
    <>
      {consequences === null ? null : <Affected consequences={consequences} />}
      <p className="quiet">{t('roles.atOnce')}</p>
    </>
  );
}
