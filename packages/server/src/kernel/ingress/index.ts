/**
 * What every network edge must decide before anything else: whose host, which origin, which credential, whose address.
 * Pure functions over raw header lists, shared by HTTP and realtime so that the two cannot differ.
 */
export { type AddressReader, createAddressReader, createProxyTest } from './client-address.ts';
export {
  bearerCredential,
  type CredentialReading,
  clearedSessionCookie,
  operatorCookieName,
  readCredential,
  sessionCookie,
  sessionCookieName,
  startedCookie,
  startedHere,
} from './credential.ts';
export { headerValues } from './headers.ts';
export { type HostReading, type HostSettings, originOf, publicPorts, readHost } from './host.ts';
export { type OriginFacts, type OriginVerdict, originVerdict } from './origin.ts';
export { type PartnerKeys, partnerSignature, readPartnerKeys } from './partner-signature.ts';
