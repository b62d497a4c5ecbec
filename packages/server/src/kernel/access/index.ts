/** What edges and modules agree on about programs and their tokens: types only. */
export type * from './clients.ts';
export type { Exchanged, Granted, Issued, Issuer } from './issuer.ts';
