export type { AudienceFacts, Standings } from './audience.ts';
export { type Content, type ContentSource, type Place, placeKey, type Wanted } from './content.ts';
export type { DepartmentFacts } from './departments.ts';
export { createRealtimeEdge, type RealtimeEdge } from './edge.ts';
export { defaultSettings, type RealtimeOptions, type RealtimeSettings } from './settings.ts';
