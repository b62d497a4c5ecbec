/** The Cedar schema as text, generated: people read it beside the editor, Cedar validates against it. */
import {
  type Attribute,
  actionGroups,
  actionSchema,
  channelAttributes,
  contextAttributes,
  messageAttributes,
  principalAttributes,
  timeAttributes,
} from './vocabulary.ts';

function record(attributes: Readonly<Record<string, Attribute>>): string {
  const lines = Object.entries(attributes).map(
    ([name, { type, note, optional }]) => `    ${name}${optional ? '?' : ''}: ${type}, // ${note}`,
  );
  return `{\n${lines.join('\n')}\n  }`;
}

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

function actions(): string[] {
  return actionSchema().map(
    ({ permission, title, groups, resources }) =>
      `  // ${title}\n  action ${quoted([permission])} in [${quoted(groups)}] appliesTo {\n    principal: [Principal], resource: [${resources.join(', ')}], context: Circumstances\n  };`,
  );
}

const text = [
  'namespace Wardroom {',
  '  // Now, in the time zone of the workspace',
  `  type Time = ${record(timeAttributes)};`,
  '  // What is known about a call: `context`',
  `  type Circumstances = ${record(contextAttributes)};`,
  '',
  '  // Groups are named by id or handle; a member of a group is in every group above it',
  '  entity Group in [Group];',
  `  entity Principal in [Group] = ${record(principalAttributes)};`,
  '  entity Workspace;',
  `  entity Channel = ${record(channelAttributes)};`,
  `  entity Message in [Channel] = ${record(messageAttributes)};`,
  '',
  '  // Groups of actions',
  `  action ${quoted(actionGroups)};`,
  '',
  ...actions(),
  '}',
  '',
].join('\n');

export const cedarSchema = (): string => text;
