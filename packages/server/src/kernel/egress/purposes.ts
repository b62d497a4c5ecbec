/**
 * Why something may leave the server. A closed list: what is not in it cannot be fetched, and nobody can widen a row at
 * the place of the call.
 */

export interface PurposeRules {
  readonly protocol: 'https:';
  /** TCP ports. 8443 counts only where the deployment says so. */
  readonly ports: readonly number[];
  readonly methods: readonly ('GET' | 'POST')[];
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
  /** A longer answer is refused, or cut where only its beginning is of use. */
  readonly longerAnswer: 'refused' | 'cut';
}

const ports = [443, 8443];
const reading = { protocol: 'https:', ports, methods: ['GET'], maxRequestBytes: 0 } as const;

export const purposes = {
  /** Keys of a client (RFC 7517), `jwks_uri` of RFC 7591. */
  jwks: { ...reading, maxResponseBytes: 64 * 1024, longerAnswer: 'refused' },
  /** Client-id metadata document; its draft recommends 5 KiB. */
  client_document: { ...reading, maxResponseBytes: 5 * 1024, longerAnswer: 'refused' },
  /** OpenID Connect Core section 8.1. */
  sector_identifier: { ...reading, maxResponseBytes: 64 * 1024, longerAnswer: 'refused' },
  /** A delivery to an endpoint of a tenant; of the answer only the status and a beginning matter. */
  webhook: {
    protocol: 'https:',
    ports,
    methods: ['POST'],
    maxRequestBytes: 1024 * 1024,
    maxResponseBytes: 64 * 1024,
    longerAnswer: 'cut',
  },
} as const satisfies Record<string, PurposeRules>;

export type Purpose = keyof typeof purposes;
export const purposeNames = Object.keys(purposes) as readonly Purpose[];
/** Only with the deployment's consent. */
export const alternativePort = 8443;
