/** The door to the outside: see README.md. Nothing else in the server may open a connection to a foreign host. */
export { type Allowance, parseAllowance } from './allow-list.ts';
export { isBelow } from './destination.ts';
export {
  createEgress,
  type Egress,
  type EgressDependencies,
  type EgressSettings,
  type EgressSignal,
  type EgressTimes,
  egressTimes,
} from './egress.ts';
export type { EgressResponse } from './exchange.ts';
export type { EgressProxy } from './proxy.ts';
export { type Purpose, purposeNames } from './purposes.ts';
export type { RefusalReason } from './refusal.ts';
export type { EgressOptions, EgressTls } from './request.ts';
export { isSpecialUse } from './special-use.ts';
export { type TurnstileLimits, turnstileLimits } from './turnstile.ts';
export type { EgressFetch } from './web-fetch.ts';
