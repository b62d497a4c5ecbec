/** `wardroom roles list|show|preview|create|update|delete|assign`: what roles give, and who holds them (AUZ-01…AUZ-03). */
import type { Command } from 'commander';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { fields } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';
import { type Act, type ChoiceOptions, chosenOf, createRole, deleteRole, updateRole } from './change.ts';
import { customRoleNamed, personNamed, roleNamed } from './find.ts';
import { consequencesText, rolesText, roleText } from './show.ts';

const example = 'http://acme.localhost:8420';
const permissionsHelp =
  'names with commas, such as message.write,message.react; `wardroom roles show owner` has all';

export function addRoles(program: Command, context: Context): void {
  const roles = program
    .command('roles')
    .description(
      'Roles of a workspace: what they give, who holds them. Changes need a session: sign in with --as.',
    );
  const act: Act = async (options, work) => {
    const connection = await connectAs(context.surroundings, options, 'tenant');
    try {
      await work(connection);
    } finally {
      await connection.close();
    }
  };
  addReading(roles, context, act);
  addPreview(roles, context, act);
  addChanging(roles, context, act);
  addAssign(roles, context, act);
}

function addReading(roles: Command, context: Context, act: Act): void {
  const list = roles.command('list').description('Lists the roles, the built-in ones first.');
  addCallerOptions(list, example).action((options: CallerOptions, self: Command) =>
    act(options, async (connection) => {
      const answer = await connection.call('roles.list', {});
      outputOf(context, self).result(answer, () => rolesText(answer.roles));
    }),
  );
  const show = roles
    .command('show')
    .description('Shows what a role gives.')
    .argument('<role>', 'name or id of the role');
  addCallerOptions(show, example).action((wanted: string, options: CallerOptions, self: Command) =>
    act(options, async (connection) => {
      const role = await roleNamed(connection, wanted);
      outputOf(context, self).result({ role }, () => roleText(role));
    }),
  );
}

function addPreview(roles: Command, context: Context, act: Act): void {
  const preview = roles
    .command('preview')
    .description('Shows what saving would bring: what comes with it, and who gains and loses what.')
    .argument('[role]', 'name or id of a custom role; without it, a new one');
  addChoice(preview);
  addCallerOptions(preview, example).action(
    (wanted: string | undefined, options: CallerOptions & ChoiceOptions, self: Command) =>
      act(options, async (connection) => {
        const role = wanted === undefined ? null : await customRoleNamed(connection, wanted);
        const said = await connection.call('roles.preview', {
          ...(role === null ? {} : { roleId: role.role }),
          chosen: chosenOf(role?.chosen ?? [], options),
        });
        outputOf(context, self).result(said, () => consequencesText(said));
      }),
  );
}

function addChoice(command: Command): void {
  command
    .option('--permissions <names>', `all of them anew: ${permissionsHelp}`)
    .option('--add <names>', 'these as well')
    .option('--remove <names>', 'without these');
}

const addChange = (command: Command): Command =>
  command
    .option('--reason <text>', 'why, for the audit log')
    .option('--dry-run', 'only show what it would bring');

function addChanging(roles: Command, context: Context, act: Act): void {
  const create = roles
    .command('create')
    .description('Creates a role of permissions that one holds oneself.')
    .argument('<name>', 'what it is called')
    .requiredOption('--permissions <names>', permissionsHelp)
    .option('--description <text>', 'what it is for');
  addCallerOptions(addChange(create), example).action(createRole(context, act));
  const update = roles
    .command('update')
    .description('Changes a custom role, at once for everybody who holds it.')
    .argument('<role>', 'name or id of the role')
    .option('--name <name>', 'what it is called from now on')
    .option('--description <text>', 'what it is for');
  addChoice(update);
  addCallerOptions(addChange(update), example).action(updateRole(context, act));
  const remove = roles
    .command('delete')
    .description('Deletes a custom role that nobody holds and no group gives.')
    .argument('<role>', 'name or id of the role')
    .option('--yes', 'do not ask');
  addCallerOptions(addChange(remove), example).action(deleteRole(context, act));
}

function addAssign(roles: Command, context: Context, act: Act): void {
  const assign = roles
    .command('assign')
    .description('Gives a person another role.')
    .argument('<person>', 'handle or id')
    .argument('<role>', 'name or id of the role');
  addCallerOptions(assign, example).action(
    (who: string, wanted: string, options: CallerOptions, self: Command) =>
      act(options, async (connection) => {
        const { id: principalId } = await personNamed(connection, who);
        const role = await roleNamed(connection, wanted);
        const answer = await connection.call('roles.assign', { principalId, role: role.role });
        const { handle, displayName } = answer.principal;
        outputOf(context, self).result(answer, () => fields({ handle, name: displayName, role: role.name }));
      }),
  );
}
