/** operators.signIn: a name and a password for a session of eight hours. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { newSecret, type Passwords } from '../../kernel/crypto/index.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import {
  implementPlatformPublic,
  type PlatformDatabase,
  type PlatformImplementation,
} from '../../kernel/platform/index.ts';
import type { Random } from '../../kernel/random.ts';
import { verifyPassword } from '../principals/index.ts';
import type { SignInThrottle } from '../sessions/index.ts';
import { operatorNameLookup, presentOperator } from './operator.ts';
import { findOperatorByName, type OperatorRow, writeSession } from './store.ts';

export interface OperatorSignInDeps {
  readonly database: PlatformDatabase;
  readonly passwords: Passwords;
  readonly throttle: SignInThrottle;
  readonly random: Random;
}

/** Operators come for a task and leave; a stolen session should not last until tomorrow. */
export const operatorSessionMs = 8 * 3_600_000;

/** Where people have a tenant, operators have none: the nil UUID (RFC 9562, 5.9). */
const noTenant = '00000000-0000-0000-0000-000000000000' as Uuid;

export const signIn = (deps: OperatorSignInDeps): PlatformImplementation =>
  implementPlatformPublic('operators.signIn', {
    async prepare({ keys, address }, { name, password }): Promise<OperatorRow> {
      const lookup = operatorNameLookup(keys, name);
      const admission = deps.throttle.admit({ tenantId: noTenant, name: lookup.toString('base64'), address });
      if ('retryAfterSeconds' in admission) throw new WardroomError('rate_limited', admission);
      const operator = await deps.database.read((tx) => findOperatorByName(tx, lookup));
      const { matches } = await verifyPassword(
        deps.passwords,
        keys,
        password,
        operator?.password_hash ?? null,
      );
      if (!operator || !matches) throw new WardroomError('sign_in_failed');
      admission.succeeded();
      return operator;
    },
    async run(tx, context, _input, operator) {
      const secret = newSecret(deps.random);
      const id = context.newId();
      await writeSession(tx, context.permit(), {
        id,
        operatorId: operator.operator_id,
        secretHash: hashSecret(context.keys, 'session', secret),
        at: context.at,
        expiresAt: context.at + operatorSessionMs,
      });
      context.record(operator.operator_id, null);
      context.setSession(secret);
      return operator;
    },
    present: async ({ keys }, operator) => ({ operator: await presentOperator(keys, operator) }),
  });
