/** setup.complete: the link for an operator, a workspace and its owner. */
import { type InputOf, type Operations, WardroomError } from '@wardroom/contract';
import { isSecret, type Passwords } from '../../kernel/crypto/index.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import {
  implementPlatformPublic,
  type PlatformImplementation,
  type PlatformPrepareContext,
  type PlatformPublicContext,
  type PlatformWriteTransaction,
} from '../../kernel/platform/index.ts';
import {
  type DirectoryRow,
  type FoundingDeps,
  openTenant,
  presentTenant,
  requireAcceptableOwner,
  requireUnfinished,
  reserveTenant,
} from '../directory/index.ts';
import {
  anyOperator,
  findOperatorByName,
  insertOperator,
  type NewOperatorRow,
  operatorNameLookup,
  prepareOperator,
  presentOperator,
} from '../operators/index.ts';
import { verifyPassword } from '../principals/index.ts';
import { consumeLink, findLink, lockLinks } from './store.ts';

export interface SetupDeps extends FoundingDeps {
  readonly passwords: Passwords;
}

type Input = InputOf<Operations['setup.complete']>;
type Operator = Pick<NewOperatorRow, 'operator_id' | 'sealed'>;

/** `first`: the link is open. `again`: it was consumed by this very operator, whose workspace is not open yet. */
type Prepared =
  | { readonly attempt: 'first'; readonly secretHash: Buffer; readonly operator: NewOperatorRow }
  | { readonly attempt: 'again'; readonly operator: Operator };

interface Result {
  readonly operator: Operator;
  readonly row: DirectoryRow;
}

export const completeSetup = (deps: SetupDeps): PlatformImplementation =>
  implementPlatformPublic('setup.complete', {
    prepare: (context, input) => prepare(deps, context, input),
    run: (tx, context, input, prepared) =>
      prepared.attempt === 'first'
        ? runFirst(deps, { tx, context }, input, prepared)
        : runAgain({ tx, context }, input, prepared),
    async complete(context, { operator, row }, { owner }): Promise<Result> {
      return {
        operator,
        row: await openTenant(deps, context, { row, operatorId: operator.operator_id, owner }),
      };
    },
    present: async ({ keys }, { operator, row }) => ({
      operator: await presentOperator(keys, operator),
      tenant: await presentTenant(deps, keys, row),
    }),
  });

/** Nothing costly happens before the link is known: hashing passwords for strangers would be a gift. */
async function prepare(deps: SetupDeps, context: PlatformPrepareContext, input: Input): Promise<Prepared> {
  const { keys, at } = context;
  if (!isSecret(input.secret)) throw new WardroomError('link_refused');
  const secretHash = hashSecret(keys, 'link', input.secret);
  const link = await deps.platform.read((tx) => findLink(tx, secretHash));
  if (!link || link.expires_at <= at) throw new WardroomError('link_refused');
  requireAcceptableOwner(input);
  if (link.used_at === null)
    return {
      attempt: 'first',
      secretHash,
      operator: await prepareOperator(deps.passwords, context, input.operator),
    };
  const { name, password } = input.operator;
  const operator = await deps.platform.read((tx) => findOperatorByName(tx, operatorNameLookup(keys, name)));
  const { matches } = await verifyPassword(deps.passwords, keys, password, operator?.password_hash ?? null);
  if (!operator || !matches) throw new WardroomError('setup_done');
  return { attempt: 'again', operator };
}

interface Running {
  readonly tx: PlatformWriteTransaction;
  readonly context: PlatformPublicContext;
}

async function runFirst(
  deps: SetupDeps,
  { tx, context }: Running,
  { tenant }: Input,
  { secretHash, operator }: Extract<Prepared, { attempt: 'first' }>,
): Promise<Result> {
  await lockLinks(tx);
  if (await anyOperator(tx)) throw new WardroomError('setup_done');
  const permit = context.permit();
  if (!(await consumeLink(tx, permit, secretHash, context.at))) throw new WardroomError('link_refused');
  await insertOperator(tx, permit, operator);
  const { row } = await reserveTenant(deps, { tx, permit, context }, tenant);
  const { operator_id: operatorId } = operator;
  context.record(operatorId, null);
  context.record(operatorId, null, { type: 'operator.created', subjectId: operatorId });
  context.record(operatorId, row.tenant_id, { type: 'tenant.created', metadata: { stage: 'reserved' } });
  return { operator, row };
}

async function runAgain(
  { tx, context }: Running,
  { tenant }: Input,
  { operator }: Extract<Prepared, { attempt: 'again' }>,
): Promise<Result> {
  try {
    return { operator, row: await requireUnfinished(tx, context, tenant.slug) };
  } catch (error) {
    if (error instanceof WardroomError && error.code === 'already_exists')
      throw new WardroomError('setup_done', { cause: error });
    throw error;
  }
}
