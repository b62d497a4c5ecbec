/** What edges and modules agree on about programs and their tokens. */
export * from './clients.ts';
export type { Exchanged, Granted, Issued, Issuer } from './issuer.ts';
