/** `wardroom groups segmentation`: whether departments keep people apart. */
import { type Operations, type OutputOf, operations, type RawInputOf } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { accepted } from '../../connection/read-input.ts';
import { addCallerOptions, type CallerOptions } from '../../connection/sign-in.ts';
import { fields } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';

type Act = (options: CallerOptions, work: (connection: Connection) => Promise<void>) => Promise<void>;
type State = OutputOf<Operations['tenants.segmentation']>;

export function addSegmentation(
  { groups, context, act }: { readonly groups: Command; readonly context: Context; readonly act: Act },
  example: string,
): void {
  const segmentation = groups
    .command('segmentation')
    .description(
      'Shows whether departments keep people apart, and from how many how many are hidden; or decides it. Deciding needs a session.',
    )
    .argument('[setting]', 'open or departments')
    .option('--reason <text>', 'why, for the audit log', '');
  addCallerOptions(segmentation, example).action(
    (setting: string | undefined, options: CallerOptions & { readonly reason: string }, self: Command) => {
      const { reason } = options;
      if (setting !== undefined) accepted(operations['tenants.segment'], { segmentation: setting, reason });
      return act(options, async (connection) => {
        if (setting !== undefined)
          await connection.call('tenants.segment', {
            ...{ segmentation: setting as RawInputOf<Operations['tenants.segment']>['segmentation'], reason },
          });
        const state = await connection.call('tenants.segmentation', {});
        outputOf(context, self).result(state, () => textOf(state));
      });
    },
  );
}

const textOf = ({ segmentation, effect }: State): string =>
  fields({
    segmentation,
    departments: effect.departments,
    'in no department': effect.peopleInNoDepartment,
    'not seeing everybody, by departments': effect.peopleWhoSeeFewer,
    'hidden from each of them': `${effect.hiddenFromEach.median} in the middle, ${effect.hiddenFromEach.most} at most`,
  });
