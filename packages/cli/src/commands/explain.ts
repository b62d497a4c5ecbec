/** `wardroom explain <principal> <permission>`: may they do it, and why (AUZ-09). */
import {
  type Explanation,
  type InputOf,
  type Operations,
  operations,
  type Permission,
} from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../connection/connection.ts';
import { accepted } from '../connection/read-input.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../connection/sign-in.ts';
import { UsageError } from '../failure.ts';
import { table } from '../terminal/table.ts';
import { type Context, outputOf } from './context.ts';
import { channelIdOf } from './groups/find.ts';
import { personNamed } from './roles/find.ts';

type Question = InputOf<Operations['decisions.explain']>;

interface ExplainOptions extends CallerOptions {
  readonly channel?: string;
  readonly message?: string;
  readonly subject?: string;
  readonly scopes?: string;
  readonly address?: string;
  readonly at?: string;
  readonly device?: string;
}

export function addExplain(program: Command, context: Context): void {
  const command = program
    .command('explain')
    .summary('may somebody do something, and why')
    .description('Says whether somebody may do something, and which rules lead to it. It is put on record.')
    .argument('<principal>', 'handle or id')
    .argument('<permission>', 'such as message.write; `wardroom roles show owner` has all')
    .option('--channel <channel>', 'in this channel: name or id')
    .option('--message <id>', 'on this message')
    .option('--subject <principal>', 'on this person or bot: handle or id')
    .option('--scopes <list>', 'as if with these scopes only, with commas')
    .option('--address <address>', 'as if from this address')
    .option('--at <time>', 'as if at this time, such as 2026-05-01T22:00:00Z')
    .option('--device <kind>', 'as if with desktop, mobile, cli, server or unknown');
  addCallerOptions(command, 'http://acme.localhost:8420').action(
    async (who: string, permission: string, options: ExplainOptions, self: Command) => {
      const connection = await connectAs(context.surroundings, options, 'tenant');
      try {
        const question = await questionOf(connection, who, permission, options);
        const answer = await connection.call('decisions.explain', question);
        outputOf(context, self).result(answer, () => explanationText(answer.explanation));
      } finally {
        await connection.close();
      }
    },
  );
}

async function questionOf(
  connection: Connection,
  who: string,
  permission: string,
  options: ExplainOptions,
): Promise<Question> {
  const { channel, message, subject, scopes, address, at, device } = options;
  const context = {
    ...(address === undefined ? {} : { address }),
    ...(at === undefined ? {} : { at: momentOf(at) }),
    ...(device === undefined ? {} : { device }),
  };
  const input = {
    principalId: (await personNamed(connection, who)).id,
    permission: permission as Permission,
    ...(channel === undefined ? {} : { channelId: await channelIdOf(connection, channel) }),
    ...(message === undefined ? {} : { messageId: message }),
    ...(subject === undefined ? {} : { subjectId: (await personNamed(connection, subject)).id }),
    ...(scopes === undefined ? {} : { scopes: scopes.split(/[\s,]+/).filter((scope) => scope !== '') }),
    ...(Object.keys(context).length === 0 ? {} : { context }),
  };
  accepted(operations['decisions.explain'], input);
  return input as Question;
}

function momentOf(text: string): number {
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw new UsageError(`\`${text}\` is no time.`);
  return moment;
}

const marks = { allows: '+', denies: '-', neutral: ' ' } as const;

const explanationText = ({ allowed, permission, steps }: Explanation): string =>
  [
    `${allowed ? 'allowed' : 'denied'}: ${permission}`,
    '',
    table(steps, { ' ': (row) => marks[row.outcome], step: (row) => row.step, why: (row) => row.text }),
  ].join('\n');
