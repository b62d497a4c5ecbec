import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AuditView } from '@wardroom/contract';
import { Bookmark, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Popover } from '../../ui/float.tsx';
import { useOpening } from '../../ui/menu.tsx';
import { IconButton, Notice } from '../../ui/parts.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { type Failure, failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import type { Names } from '../names.ts';
import { Skeleton } from '../pages.tsx';
import { SaveView } from './save-view.tsx';
import type { Chosen } from './use-reading.ts';
import { wordsOfView } from './view-words.ts';
import { lineOf, type Words } from './words.ts';

interface ViewsProps {
  readonly chosen: Chosen;
  readonly names: Names;
  readonly onSearch: (words: Words) => void;
}

const viewsKey = ['audit-views'];

/** Filters under a name: one's own, and those that are shared. */
export function Views({ chosen, names, onSearch }: ViewsProps) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const { at, openAt, close } = useOpening();
  const [saving, setSaving] = useState<AuditView | 'new' | null>(null);
  const ask = (view: AuditView | 'new') => {
    close();
    setSaving(view);
  };
  return (
    <>
      <button
        type="button"
        className="button"
        aria-haspopup="dialog"
        aria-expanded={at !== null}
        onClick={({ currentTarget }) => openAt(currentTarget)}
      >
        <Bookmark size={15} aria-hidden="true" /> {t('auditLog.views')}
      </button>
      {at === null ? null : (
        <Popover label={t('auditLog.views')} at={at} onClose={close} className="popover audit-views">
          <ViewList
            names={names}
            current={lineOf(chosen.words)}
            onOpen={(view) => {
              close();
              onSearch(wordsOfView(view, names.handle));
            }}
            onRename={ask}
          />
          <button
            type="button"
            className="button small"
            data-first-focus
            disabled={chosen.problem !== null || chosen.about !== null || lineOf(chosen.words) === ''}
            onClick={() => ask('new')}
          >
            {t('auditLog.saveView')}
          </button>
        </Popover>
      )}
      {saving === null ? null : (
        <SaveView
          view={saving === 'new' ? null : saving}
          chosen={chosen}
          onClose={() => setSaving(null)}
          onSaved={() => queries.invalidateQueries({ queryKey: viewsKey })}
        />
      )}
    </>
  );
}

interface ViewListProps {
  readonly names: Names;
  readonly current: string;
  readonly onOpen: (view: AuditView) => void;
  readonly onRename: (view: AuditView) => void;
}

function ViewList({ names, current, onOpen, onRename }: ViewListProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { data, error } = useQuery({ queryKey: viewsKey, queryFn: () => call('audit.views', {}) });
  const [failure, setFailure] = useState<Failure | null>(null);
  const remove = useRemoval(setFailure);
  const told = error === null ? failure : failureOf(error);
  if (told !== null) return <Notice failure={told} />;
  if (data === undefined) return <Skeleton />;
  if (data.views.length === 0) return <p className="quiet">{t('auditLog.noViews')}</p>;
  return (
    <ul className="audit-view-list">
      {data.views.map((view) => {
        const { id, name, isShared, isOwn, savedBy } = view;
        const line = lineOf(wordsOfView(view, names.handle));
        return (
          <li key={id}>
            <button
              type="button"
              className="audit-view"
              aria-current={line === current ? 'true' : undefined}
              onClick={() => onOpen(view)}
            >
              <bdi>{name}</bdi>
              <span className="quiet">
                {isOwn ? null : `${t('auditLog.sharedBy', { name: names.somebody(savedBy) })} `}
                {isOwn && isShared ? `${t('auditLog.shared')} ` : null}
                <span className="mono">{line}</span>
              </span>
            </button>
            {isOwn ? (
              <>
                <IconButton
                  icon={Pencil}
                  label={t('auditLog.renameOf', { name })}
                  onClick={() => onRename(view)}
                />
                <IconButton
                  icon={Trash2}
                  label={t('auditLog.removeOf', { name })}
                  onClick={() => remove(view)}
                />
              </>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

/** Taking it back saves the same again: it is another view by its id, and the same for whoever opens it. */
function useRemoval(onFailure: (failure: Failure) => void): (view: AuditView) => void {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const queries = useQueryClient();
  const read = () => queries.invalidateQueries({ queryKey: viewsKey });
  const restore = async ({ name, filters, isShared }: AuditView) => {
    await call('audit.saveView', { name, filters, isShared });
    await read();
  };
  return (view) => {
    const { id: viewId, name } = view;
    call('audit.removeView', { viewId })
      .then(async () => {
        const undo = () => void restore(view).catch(() => showToast({ text: t('auditLog.notRestored') }));
        showToast({ text: t('auditLog.removed', { name }), undo });
        await read();
      })
      .catch((thrown: unknown) => onFailure(failureOf(thrown)));
  };
}
