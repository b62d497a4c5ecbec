/** The door of feeds: what brings the sealed log to systems outside, and how a feed is kept. */
export { type FeedBacklog, Feeder, type FeederOptions } from './feeder.ts';
export { type OutletParts, sendTest } from './send-test.ts';
export { openSecret, openSettings, type SinkSettings, sealSecret, sealSettings } from './sink.ts';
export { type LogExtentRow, readExtent, type SinkRow, sinkColumns } from './store.ts';
