/** Saves a feed that was changed; with a test, nothing but a test entry goes to what nobody has tried. */
import type { AuditSinkView } from '@wardroom/contract';
import type { Workspace } from '../../workspace/model.ts';
import { changeOf, type FeedForm } from './form.ts';

export interface Saving {
  readonly form: FeedForm;
  /** As it was when it was read: whoever changed it since is told of, not written over. */
  readonly base: AuditSinkView;
  readonly testsFirst: boolean;
  /** Whether it was sending before it was edited: then it goes on once the test entry has arrived. */
  readonly goesOn: boolean;
  readonly wait: (ms: number) => Promise<void>;
}

const lookEveryMs = 500;
const mostLooks = 60;

type Call = Workspace['call'];

/** @returns the feed, and whether the test entry arrived; null where none was sent or nobody has sent it yet */
export async function saveFeed(
  call: Call,
  saving: Saving,
): Promise<{ readonly sink: AuditSinkView; readonly arrived: boolean | null }> {
  const { base, form, testsFirst, goesOn } = saving;
  const { id: sinkId } = base;
  const pausesIt = testsFirst && base.state === 'active';
  const held = pausesIt ? (await call('audit.sinks.pause', { sinkId })).sink : base;
  // Pausing counts as one change; where there were others the version is one that the server refuses.
  const version = held.version === base.version + 1 && pausesIt ? held.version : base.version;
  const update = call('audit.sinks.update', changeOf(form, sinkId, version));
  const { sink } = await update.catch(async (error: unknown) => {
    if (pausesIt) await call('audit.sinks.resume', { sinkId });
    throw error;
  });
  if (!testsFirst) return { sink, arrived: null };
  await call('audit.sinks.test', { sinkId });
  const tested = await endOfTest(call, saving);
  if (tested === null) return { sink, arrived: null };
  const arrived = tested.lastTest?.fault === null;
  if (!arrived || !goesOn || tested.state !== 'paused') return { sink: tested, arrived };
  return { sink: (await call('audit.sinks.resume', { sinkId })).sink, arrived };
}

/** Null: no node has sent it within half a minute. */
async function endOfTest(call: Call, { base, wait }: Saving): Promise<AuditSinkView | null> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const sink = (await call('audit.sinks.list', {})).sinks.find(({ id }) => id === base.id);
    if (sink === undefined) return null;
    if (!sink.isTesting) return sink;
    await wait(lookEveryMs);
  }
  return null;
}
