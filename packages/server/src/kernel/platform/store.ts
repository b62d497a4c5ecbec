/** SQL that tells what an operator's credential is worth right now. */
import type { Uuid } from '@wardroom/contract';
import { query } from '../database/statement.ts';

export interface OperatorCredentialRow {
  readonly credential_id: Uuid;
  readonly operator_id: Uuid;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

export const findOperatorSession = query<OperatorCredentialRow>(
  'platform.findSession',
  `select session_id as credential_id, operator_id, expires_at, revoked_at
     from platform.operator_sessions where secret_hash = $1`,
);
export const findOperatorKey = query<OperatorCredentialRow>(
  'platform.findKey',
  `select credential_id, operator_id, expires_at, revoked_at
     from platform.operator_credentials where secret_hash = $1`,
);
export const readOperatorSession = query<OperatorCredentialRow>(
  'platform.readSession',
  `select session_id as credential_id, operator_id, expires_at, revoked_at
     from platform.operator_sessions where session_id = $1`,
);
export const readOperatorKey = query<OperatorCredentialRow>(
  'platform.readKey',
  `select credential_id, operator_id, expires_at, revoked_at
     from platform.operator_credentials where credential_id = $1`,
);
