/** `wardroom groups list|show|members|create|update|delete|add|remove|role|roles|link|unlink|segmentation` (AUZ-10, CHT-03). */
import {
  type GroupMember,
  type InputOf,
  type Operations,
  type OutputOf,
  operations,
  type Person,
  type PrincipalId,
} from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { allPages } from '../../connection/pages.ts';
import { accepted } from '../../connection/read-input.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { UsageError } from '../../failure.ts';
import { confirm } from '../../terminal/confirm.ts';
import type { Output } from '../../terminal/output.ts';
import { fields } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';
import { personNamed, roleNamed } from '../roles/find.ts';
import { allGroups, channelIdOf, groupNamed } from './find.ts';
import { addSegmentation } from './segmentation.ts';
import { effectText, groupsText, groupText, membersText } from './show.ts';

const example = 'http://acme.localhost:8420';
type Work = (connection: Connection) => Promise<void>;
type Act = (options: CallerOptions, work: Work) => Promise<void>;
type Members = OutputOf<Operations['groups.members']>;

interface Parts {
  readonly groups: Command;
  readonly context: Context;
  readonly act: Act;
}

export function addGroups(program: Command, context: Context): void {
  const groups = program
    .command('groups')
    .description(
      'Groups of a workspace: who is in them, which roles and channels come with them. Groups are named by handle or id.',
    );
  const act: Act = async (options, work) => {
    const connection = await connectAs(context.surroundings, options, 'tenant');
    try {
      await work(connection);
    } finally {
      await connection.close();
    }
  };
  const parts = { groups, context, act };
  addReading(parts);
  addCreate(parts);
  addUpdate(parts);
  addDelete(parts);
  addMembership(parts);
  addManagement(parts);
  addRoles(parts);
  addLinks(parts);
  addSegmentation(parts, example);
}

function addReading({ groups, context, act }: Parts): void {
  const list = groups.command('list').description('Lists the groups that one sees, as a tree.');
  addCallerOptions(list, example).action((options: CallerOptions, self: Command) =>
    act(options, async (connection) => {
      const rows = await allGroups(connection);
      outputOf(context, self).result({ groups: rows }, () => groupsText(rows));
    }),
  );
  const show = groups.command('show').description('Shows a group and the channels that mirror it.');
  addCallerOptions(show.argument('<group>', 'handle or id'), example).action(
    (wanted: string, options: CallerOptions, self: Command) =>
      act(options, async (connection) => {
        const { id: groupId } = await groupNamed(connection, wanted);
        const answer = await connection.call('groups.get', { groupId });
        const channels = answer.channels.map(({ channelId }) => channelId).join(' ');
        outputOf(context, self).result(answer, () => `${groupText(answer.group)}\n${fields({ channels })}`);
      }),
  );
  const members = groups
    .command('members')
    .description('Lists who is in a group, and where that comes from.')
    .argument('<group>', 'handle or id')
    .option('--effective', 'those of subgroups, too');
  addCallerOptions(members, example).action(
    (wanted: string, options: CallerOptions & { readonly effective?: boolean }, self: Command) =>
      act(options, async (connection) => {
        const { id: groupId } = await groupNamed(connection, wanted);
        const rows = await allPages<GroupMember, PrincipalId>(async (after) => {
          const input = { groupId, effective: options.effective === true, limit: 500, ...after };
          const { members: page, next }: Members = await connection.call('groups.members', input);
          return { rows: page, next };
        });
        const [known, everybody] = [await allGroups(connection), await peopleOf(connection)];
        outputOf(context, self).result({ members: rows }, () => membersText(rows, everybody, known));
      }),
  );
}

interface Previewing extends CallerOptions {
  readonly preview?: boolean;
}
const addPreview = (command: Command): Command =>
  command.option('--preview', 'only show who would gain and lose what');

/** Says what a change would do. The change is not made. */
async function preview(
  connection: Connection,
  output: Output,
  change: InputOf<Operations['groups.preview']>,
): Promise<void> {
  const said = await connection.call('groups.preview', change);
  const people = await peopleOf(connection);
  output.result(said, () => effectText(said, people));
}

async function peopleOf(connection: Connection): Promise<ReadonlyMap<string, Person>> {
  const people = await allPages<Person, PrincipalId>(async (after) => {
    const page: OutputOf<Operations['principals.list']> = await connection.call('principals.list', {
      ...{ limit: 200, ...after },
    });
    return { rows: page.principals, next: page.next };
  });
  return new Map(people.map((person) => [person.id, person]));
}

interface Settings extends Previewing {
  readonly name?: string;
  readonly description?: string;
  readonly visibility?: string;
  readonly mentionableBy?: string;
  readonly parent?: string;
  readonly handle?: string;
  readonly department?: boolean;
  readonly top?: boolean;
}
const addSettings = (command: Command): Command =>
  command
    .option('--description <text>', 'what it is for')
    .option('--visibility <word>', 'public, private or hidden')
    .option('--mentionable-by <word>', 'everyone, members, managers or nobody')
    .option('--parent <group>', 'below this group')
    .option('--department', 'it is a department');
const settingsOf = ({ name, description, visibility, mentionableBy, handle, department }: Settings) => ({
  ...(handle === undefined ? {} : { handle }),
  ...(name === undefined ? {} : { name }),
  ...(description === undefined ? {} : { description }),
  ...(visibility === undefined ? {} : { visibility }),
  ...(mentionableBy === undefined ? {} : { mentionableBy }),
  ...(department === undefined ? {} : { department }),
});

function addCreate({ groups, context, act }: Parts): void {
  const create = groups
    .command('create')
    .description('Creates a group and makes one its manager.')
    .argument('<handle>', 'by which it is mentioned')
    .requiredOption('--name <name>', 'what it is called');
  addCallerOptions(addSettings(create), example).action(
    async (handle: string, options: Settings, self: Command) => {
      const input = settingsOf({ ...options, handle }) as InputOf<Operations['groups.create']>;
      accepted(operations['groups.create'], input);
      await act(options, async (connection) => {
        const { parent } = options;
        const parentId = parent === undefined ? undefined : (await groupNamed(connection, parent)).id;
        const below = parentId === undefined ? {} : { parentId };
        const answer = await connection.call('groups.create', { ...input, ...below });
        outputOf(context, self).result(answer, () => groupText(answer.group));
      });
    },
  );
}

function addUpdate({ groups, context, act }: Parts): void {
  const update = groups
    .command('update')
    .description('Changes a group, or moves it with everything below it.')
    .argument('<group>', 'handle or id')
    .option('--name <name>', 'what it is called from now on')
    .option('--handle <handle>', 'by which it is mentioned from now on')
    .option('--no-department', 'it is no department any more')
    .option('--top', 'below no other group');
  addCallerOptions(addPreview(addSettings(update)), example).action(
    async (wanted: string, options: Settings, self: Command) => {
      const changes = settingsOf(options);
      if (options.top && options.parent !== undefined) throw new UsageError('Give either --parent or --top.');
      if (Object.keys(changes).length === 0 && !options.top && options.parent === undefined)
        throw new UsageError('Say what is to change.');
      accepted(operations['groups.create'], { handle: 'handle', name: 'name', ...changes });
      await act(options, async (connection) => {
        const { id: groupId, revision } = await groupNamed(connection, wanted);
        const parent =
          options.parent === undefined ? undefined : (await groupNamed(connection, options.parent)).id;
        const place = options.top ? { parentId: null } : parent === undefined ? {} : { parentId: parent };
        if (options.preview) return preview(connection, outputOf(context, self), { groupId, ...place });
        const input = { groupId, revision, ...changes, ...place } as InputOf<Operations['groups.update']>;
        const answer = await connection.call('groups.update', input);
        outputOf(context, self).result(answer, () => groupText(answer.group));
      });
    },
  );
}

function addDelete({ groups, context, act }: Parts): void {
  const remove = groups
    .command('delete')
    .description('Deletes a group that has none below it. Channels that mirrored it keep their people.')
    .argument('<group>', 'handle or id')
    .option('--yes', 'do not ask');
  addCallerOptions(remove, example).action(
    (wanted: string, options: CallerOptions & { readonly yes?: boolean }, self: Command) =>
      act(options, async (connection) => {
        const { id: groupId, revision, handle } = await groupNamed(connection, wanted);
        if (!options.yes)
          await confirm(context.surroundings, 'delete', `delete @${handle} at ${connection.origin}`);
        await connection.call('groups.delete', { groupId, revision });
        outputOf(context, self).result({ deleted: groupId }, () => `Deleted @${handle}.`);
      }),
  );
}

function addMembership({ groups, context, act }: Parts): void {
  const named = (command: Command): Command =>
    command.argument('<group>', 'handle or id').argument('<people...>', 'handles or ids, at most 100');
  const add = named(groups.command('add').description('Adds people by hand.')).option(
    '--manager',
    'as managers',
  );
  addCallerOptions(addPreview(add), example).action(
    (wanted: string, people: string[], options: Previewing & { readonly manager?: boolean }, self: Command) =>
      act(options, async (connection) => {
        const { id: groupId } = await groupNamed(connection, wanted);
        const principalIds = await idsOf(connection, people);
        if (options.preview)
          return preview(connection, outputOf(context, self), { groupId, add: principalIds });
        const role = options.manager ? ('manager' as const) : ('member' as const);
        const answer = await connection.call('groups.addMembers', { groupId, principalIds, role });
        outputOf(context, self).result(answer, () => fields(answer));
      }),
  );
  const remove = named(
    groups
      .command('remove')
      .description('Removes people who were added directly; those of a directory stay.'),
  );
  addCallerOptions(addPreview(remove), example).action(
    (wanted: string, people: string[], options: Previewing, self: Command) =>
      act(options, async (connection) => {
        const { id: groupId } = await groupNamed(connection, wanted);
        const principalIds = await idsOf(connection, people);
        if (options.preview)
          return preview(connection, outputOf(context, self), { groupId, remove: principalIds });
        const answer = await connection.call('groups.removeMembers', { groupId, principalIds });
        outputOf(context, self).result(answer, () => fields(answer));
      }),
  );
}

function addManagement({ groups, context, act }: Parts): void {
  const role = groups
    .command('role')
    .description('Names a manager of a group, or no longer.')
    .argument('<group>', 'handle or id')
    .argument('<person>', 'handle or id')
    .argument('<role>', 'manager or member');
  addCallerOptions(role, example).action(
    (wanted: string, who: string, as: string, options: CallerOptions, self: Command) =>
      act(options, async (connection) => {
        const { id: groupId, handle } = await groupNamed(connection, wanted);
        const { id: principalId } = await personNamed(connection, who);
        const input = { groupId, principalId, role: as };
        accepted(operations['groups.setMemberRole'], input);
        await connection.call('groups.setMemberRole', { ...input, role: as as GroupMember['role'] });
        outputOf(context, self).result({ ...input }, () => `${who} is ${as} of @${handle}.`);
      }),
  );
}

async function idsOf(connection: Connection, people: readonly string[]): Promise<PrincipalId[]> {
  const ids: PrincipalId[] = [];
  for (const name of people) ids.push((await personNamed(connection, name)).id);
  return ids;
}

function addRoles({ groups, context, act }: Parts): void {
  const roles = groups
    .command('roles')
    .description('Sets the roles that a group gives its members; without any, none. Needs a session.')
    .argument('<group>', 'handle or id')
    .argument('[roles...]', 'names or ids of roles')
    .option('--reason <text>', 'why, for the audit log', '');
  addCallerOptions(addPreview(roles), example).action(
    (wanted: string, names: string[], options: Previewing & { readonly reason: string }, self: Command) =>
      act(options, async (connection) => {
        const { id: groupId, revision } = await groupNamed(connection, wanted);
        const chosen: InputOf<Operations['groups.setRoles']>['roles'] = [];
        for (const name of names) chosen.push((await roleNamed(connection, name)).role);
        if (options.preview) return preview(connection, outputOf(context, self), { groupId, roles: chosen });
        const input = { groupId, revision, roles: chosen, reason: options.reason };
        const answer = await connection.call('groups.setRoles', input);
        outputOf(context, self).result(answer, () => groupText(answer.group));
      }),
  );
}

function addLinks({ groups, context, act }: Parts): void {
  const link = groups
    .command('link')
    .description('Links a channel to a group: its members are exactly those of the group.')
    .argument('<group>', 'handle or id')
    .argument('<channel>', 'name or id');
  addCallerOptions(link, example).action(
    (wanted: string, name: string, options: CallerOptions, self: Command) =>
      act(options, async (connection) => {
        const { id: groupId } = await groupNamed(connection, wanted);
        const channelId = await channelIdOf(connection, name);
        const answer = await connection.call('groups.linkChannel', { groupId, channelId });
        outputOf(context, self).result(answer, () => `#${name.replace(/^#/, '')} mirrors ${wanted}.`);
      }),
  );
  const unlink = groups
    .command('unlink')
    .description('Unlinks a channel from its group. Its people stay.')
    .argument('<channel>', 'name or id');
  addCallerOptions(unlink, example).action((name: string, options: CallerOptions, self: Command) =>
    act(options, async (connection) => {
      const channelId = await channelIdOf(connection, name);
      const answer = await connection.call('groups.unlinkChannel', { channelId });
      outputOf(context, self).result(answer, () => `#${name.replace(/^#/, '')} mirrors no group.`);
    }),
  );
}
