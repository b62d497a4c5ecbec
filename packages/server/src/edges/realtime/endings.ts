/** Which connections an event ends. Judged the moment it arrives, before anything after it is shown. */
import type { CloseReason } from '@wardroom/contract';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import { endsToken } from '../../kernel/tokens/index.ts';
import type { Viewer } from './viewer.ts';

export function endingOf(event: StoredEvent, { identity }: Pick<Viewer, 'identity'>): CloseReason | null {
  if (identity.kind === 'token' && event.type !== 'tenant.suspended')
    return endsToken(event, identity.token) ? 'revoked' : null;
  switch (event.type) {
    case 'session.revoked':
      return identity.kind === 'session' && event.credentialId === identity.id ? 'revoked' : null;
    case 'credential.revoked':
      return identity.kind === 'key' && event.credentialId === identity.id ? 'revoked' : null;
    case 'principal.suspended':
      return event.subjectId === identity.principalId ? 'revoked' : null;
    case 'tenant.suspended':
      return 'tenant_suspended';
    default:
      return null;
  }
}

/** After this event a credential of somebody else may be worth nothing: a bot's key when its owner is suspended. */
export const endsOthers = ({ type }: StoredEvent): boolean => type === 'principal.suspended';
