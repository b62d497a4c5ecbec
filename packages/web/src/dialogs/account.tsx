import { useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Avatar, Notice } from '../ui/parts.tsx';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { DialogProps } from './dialog-props.ts';
import { SessionList } from './session-list.tsx';

export function AccountDialog({ onClose }: DialogProps) {
  const { call } = useWorkspace();
  const synced = useSynced();
  const { me } = synced;
  const [failure, setFailure] = useState<Failure | null>(null);
  const signOut = () => {
    call('sessions.end', {}).then(
      // A fresh page: nothing of this session stays in memory; drafts go too.
      () => {
        sessionStorage.clear();
        location.assign('/sign-in');
      },
      (thrown: unknown) => setFailure(failureOf(thrown)),
    );
  };
  return (
    <Dialog title="You" onClose={onClose}>
      <div className="person">
        <Avatar id={me.id} name={me.displayName} kind={me.kind} />
        <span className="person-text">
          <bdi className="person-name">{me.displayName}</bdi>
          <span className="quiet">@{me.handle}</span>
        </span>
        <span className="chip">{me.role}</span>
      </div>
      <h3>Colours</h3>
      <ThemeChoice />
      {holds(synced, 'sessions.own') ? <SessionList /> : null}
      {failure === null ? null : <Notice failure={failure} />}
      <div className="dialog-foot">
        <button type="button" className="button danger" onClick={signOut}>
          Sign out
        </button>
      </div>
    </Dialog>
  );
}
