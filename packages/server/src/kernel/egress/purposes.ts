/**
 * Why something may leave the server. A closed list: what is not in it cannot be fetched, and nobody can widen a row at
 * the place of the call.
 */

export interface PurposeRules {
  /** `tls:`: bytes over TLS, no HTTP; see `Egress.send`. */
  readonly protocol: 'https:' | 'tls:';
  /** TCP ports. 8443 counts only where the deployment says so. */
  readonly ports: readonly number[];
  readonly methods: readonly ('GET' | 'POST' | 'PUT')[];
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
  /** A longer answer is refused, or cut where only its beginning is of use. */
  readonly longerAnswer: 'refused' | 'cut';
}

const ports = [443, 8443];
const reading = { protocol: 'https:', ports, methods: ['GET'], maxRequestBytes: 0 } as const;

/** Of the answer only the status and a beginning matter. */
const feeding = {
  protocol: 'https:',
  ports,
  maxRequestBytes: 6 * 1024 * 1024,
  maxResponseBytes: 16 * 1024,
  longerAnswer: 'cut',
} as const;

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
  /** Feeds of the audit log. 8088 is the port at which Splunk listens by itself. */
  splunk_hec: { ...feeding, ports: [443, 8088, 8443], methods: ['POST'] },
  datadog: { ...feeding, methods: ['POST'] },
  s3: { ...feeding, methods: ['PUT'] },
  /** Checkpoints of the directory of audit logs (C2SP tlog-witness); 8421 is the port of our own witness. */
  witness: {
    protocol: 'https:',
    ports: [443, 8421, 8443],
    methods: ['POST'],
    maxRequestBytes: 64 * 1024,
    maxResponseBytes: 8 * 1024,
    longerAnswer: 'refused',
  },
  /** RFC 5425 section 4.1: the port of syslog over TLS, and no other. */
  syslog: { ...feeding, protocol: 'tls:', ports: [6514], methods: [] },
} as const satisfies Record<string, PurposeRules>;

export type Purpose = keyof typeof purposes;
export const purposeNames = Object.keys(purposes) as readonly Purpose[];
/** Only with the deployment's consent. */
export const alternativePort = 8443;
