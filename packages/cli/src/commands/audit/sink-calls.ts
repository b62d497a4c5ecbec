/** What the commands of feeds share: the call, its input as the contract takes it, and what is read from files. */
import { readFile } from 'node:fs/promises';
import {
  type AuditSinkView,
  type OperationName,
  type Operations,
  operations,
  type RawInputOf,
} from '@wardroom/contract';
import type { Connection } from '../../connection/connection.ts';
import { accepted } from '../../connection/read-input.ts';
import { type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { CommandFailure, UsageError } from '../../failure.ts';
import { fields } from '../../terminal/table.ts';
import type { Context } from '../context.ts';

export const origin = 'http://acme.localhost:8420';

export interface Called {
  readonly connection: Connection;
  readonly options: CallerOptions;
}

export async function within<O extends CallerOptions>(
  context: Context,
  options: O,
  work: (called: Called) => Promise<void>,
): Promise<void> {
  const connection = await connectAs(context.surroundings, options, 'tenant');
  try {
    await work({ connection, options });
  } finally {
    await connection.close();
  }
}

export const inputFor = <N extends OperationName>(
  name: N,
  input: Record<string, unknown>,
): RawInputOf<Operations[N]> => accepted(operations[name], input) as RawInputOf<Operations[N]>;

export async function findFeed(connection: Connection, sinkId: string): Promise<AuditSinkView> {
  const { sinks } = await connection.call('audit.sinks.list', {});
  const sink = sinks.find(({ id }) => id === sinkId);
  if (sink === undefined) throw new CommandFailure('not_found', `There is no feed \`${sinkId}\`.`);
  return sink;
}

export async function destinationOf(typed: string): Promise<unknown> {
  const text = typed.startsWith('@') ? await textOf(typed.slice(1)) : typed;
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('--to is one JSON object, or @file with one.');
  }
}

/** Nothing where no file is named. */
export const secretIn = async (path: string | undefined): Promise<{ readonly secret?: string }> =>
  path === undefined ? {} : { secret: (await textOf(path)).trim() };

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => {
    throw new UsageError(`The file ${path} cannot be read.`);
  });

/** @param option as it was typed, such as `--from` */
export function placeOf(option: string, typed: string): number {
  if (!/^\d{1,15}$/.test(typed)) throw new UsageError(`${option} is the place of an entry, from 0.`);
  return Number(typed);
}

export const shown = (sink: AuditSinkView): string =>
  fields({
    ...{ id: sink.id, name: sink.name, kind: sink.destination.kind, state: sink.state },
    ...{ 'next entry': sink.nextIndex, waiting: sink.waiting, refused: sink.refused },
  });
