/** Creating, changing and deleting custom roles; with --dry-run nothing is saved, and what it would bring is shown. */
import { type Operations, type OutputOf, operations, type Permission } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { accepted } from '../../connection/read-input.ts';
import type { CallerOptions } from '../../connection/sign-in.ts';
import { UsageError } from '../../failure.ts';
import { confirm } from '../../terminal/confirm.ts';
import { type Context, outputOf } from '../context.ts';
import { customRoleNamed, namesIn } from './find.ts';
import { type Consequences, consequencesText, roleText } from './show.ts';

interface Reason extends CallerOptions {
  readonly reason?: string;
  readonly dryRun?: boolean;
}
interface CreateOptions extends Reason {
  readonly description?: string;
  readonly permissions: string;
}
export interface ChoiceOptions {
  readonly permissions?: string;
  readonly add?: string;
  readonly remove?: string;
}
interface UpdateOptions extends Reason, ChoiceOptions {
  readonly name?: string;
  readonly description?: string;
}
interface DeleteOptions extends Reason {
  readonly yes?: boolean;
}
type Saved = OutputOf<Operations['roles.update']>;

/** Runs with a connection that is closed afterwards. */
export type Act = <Options extends CallerOptions>(
  options: Options,
  act: (connection: Connection) => Promise<void>,
) => Promise<void>;

const reasonOf = ({ reason }: Reason) => (reason === undefined ? {} : { reason });

export const createRole =
  (context: Context, act: Act) =>
  async (name: string, options: CreateOptions, self: Command): Promise<void> => {
    // What the contract does not accept is said before anything is sent.
    const chosen = namesIn(options.permissions);
    const { description } = options;
    const input = {
      name,
      chosen,
      ...(description === undefined ? {} : { description }),
      ...reasonOf(options),
    };
    accepted(operations['roles.create'], input);
    await act(options, async (connection) => {
      const output = outputOf(context, self);
      if (options.dryRun) {
        const said = await connection.call('roles.preview', { chosen });
        output.result(said, () => consequencesText(said));
        return;
      }
      const saved = await connection.call('roles.create', input);
      output.result(saved, () => savedText(saved));
    });
  };

export const updateRole =
  (context: Context, act: Act) =>
  async (wanted: string, options: UpdateOptions, self: Command): Promise<void> => {
    const { name, description } = options;
    const words = {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
    };
    if (!isChoice(options) && Object.keys(words).length === 0)
      throw new UsageError('Say what is to change: --name, --description, --permissions, --add or --remove.');
    accepted(operations['roles.create'], {
      name: 'x',
      chosen: namesOf(options),
      ...words,
      ...reasonOf(options),
    });
    await act(options, async (connection) => {
      const output = outputOf(context, self);
      const { role: roleId, revision, chosen: before } = await customRoleNamed(connection, wanted);
      const chosen = chosenOf(before, options);
      if (options.dryRun) {
        const said = await connection.call('roles.preview', { roleId, chosen });
        output.result(said, () => consequencesText(said));
        return;
      }
      const saved = await connection.call('roles.update', {
        ...{ roleId, revision, ...words, ...reasonOf(options) },
        ...(isChoice(options) ? { chosen } : {}),
      });
      output.result(saved, () => savedText(saved));
    });
  };

export const deleteRole =
  (context: Context, act: Act) =>
  async (wanted: string, options: DeleteOptions, self: Command): Promise<void> =>
    act(options, async (connection) => {
      const output = outputOf(context, self);
      const { role: roleId, revision, ...role } = await customRoleNamed(connection, wanted);
      const shown = { ...role, role: roleId, revision };
      if (options.dryRun) {
        output.result({ role: shown }, () => roleText(shown));
        return;
      }
      if (!options.yes)
        await confirm(context.surroundings, 'delete', `delete ${role.name} at ${connection.origin}`);
      await connection.call('roles.delete', { roleId, revision, ...reasonOf(options) });
      output.result({ deleted: roleId }, () => `Deleted ${role.name}.`);
    });

const isChoice = ({ permissions, add, remove }: ChoiceOptions): boolean =>
  permissions !== undefined || add !== undefined || remove !== undefined;

/** Every name that was typed, right or wrong. */
const namesOf = ({ permissions = '', add = '', remove = '' }: ChoiceOptions): Permission[] =>
  [permissions, add, remove].flatMap(namesIn);

/** What is chosen afterwards: all anew, or what was with some more and some less. */
export function chosenOf(before: readonly Permission[], options: ChoiceOptions): Permission[] {
  const { permissions, add = '', remove = '' } = options;
  const taken = new Set(namesIn(remove));
  const base = permissions === undefined ? before : namesIn(permissions);
  return [...new Set([...base, ...namesIn(add)])].filter((permission) => !taken.has(permission));
}

const savedText = ({ role, ...consequences }: Saved): string =>
  `${roleText(role)}\n\n${consequencesText(consequences satisfies Consequences)}`;
