export type { AnnouncementConnection } from './announcements.ts';
export { Feeds, type FeedsOptions } from './feeds.ts';
export { createHeads, type Heads, type HeadsPool } from './store.ts';
export { type FeedListener, TenantFeed } from './tenant-feed.ts';
