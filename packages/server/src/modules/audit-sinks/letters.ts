/** Single dead letters: sent again beside the place of their feed, or taken off the list. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import { requireSink, reread } from './found.ts';
import { authoriseSending } from './sending.ts';
import { type OpenSink, presentSink, recorded } from './sink.ts';
import { areKnown, askLetters, dropLetters, extentOf } from './store.ts';

interface Changed {
  readonly sink: OpenSink;
  readonly letters: number;
}
const present = async ({ at }: { readonly at: number }, { sink, letters }: Changed) => ({
  ...{ sink: presentSink(sink, at), letters },
});

/** Nothing is recorded where nothing has changed. */
function record(context: RunContext, sink: OpenSink, places: readonly number[]): void {
  if (places.length === 0) return;
  const metadata = { ...recorded(sink), letters: places.length, places: places.join(' ') };
  context.record(null, { metadata });
}

export const replayLetters = (): Implementation =>
  implementCommand('audit.sinks.replayLetters', {
    async run(tx, context, { sinkId: id, entryIds }) {
      const permit = authoriseSending(context);
      const before = await requireSink(tx, context, uuidOf(id));
      const { sink_id: sinkId } = before.row;
      // What lies before was removed from the log after its time.
      const { lowest_index: from } = await extentOf(tx);
      const chosen = { sinkId, entryIds: entryIds.map(uuidOf) };
      if (!(await areKnown(tx, chosen))) throw new WardroomError('not_found');
      const asked = { ...chosen, from, at: context.at };
      const places = await askLetters(tx, permit, asked);
      record(context, before, places);
      return { sink: await reread(tx, context, sinkId), letters: places.length };
    },
    present,
  });

export const dropDeadLetters = (): Implementation =>
  implementCommand('audit.sinks.dropLetters', {
    async run(tx, context, { sinkId: id, entryIds }) {
      const permit = context.authorise('audit.manage', workspace);
      const before = await requireSink(tx, context, uuidOf(id));
      const { sink_id: sinkId } = before.row;
      const chosen = { sinkId, entryIds: entryIds.map(uuidOf) };
      if (!(await areKnown(tx, chosen))) throw new WardroomError('not_found');
      const places = await dropLetters(tx, permit, chosen);
      record(context, before, places);
      return { sink: await reread(tx, context, sinkId), letters: places.length };
    },
    present,
  });
