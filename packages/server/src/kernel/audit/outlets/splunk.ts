/** Splunk HTTP event collector: events one after another in one request, each with its time. */
import type { Egress, EgressResponse } from '../../egress/index.ts';
import { type Delivery, delivered, faulty, refusalIn, retryAfterOf } from './delivery.ts';

export interface SplunkCollector {
  readonly address: string;
  readonly tenantId: string;
  readonly token: string;
  /** Empty: the one that the token stands for. */
  readonly index: string;
  readonly authorities: readonly string[];
}

export interface SplunkEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly host: string;
  readonly json: string;
}

/** Codes of the collector's answer about what was sent, not about who sent it or where it should go. */
const contentCodes = new Set([5, 6, 12, 13, 14, 15]);

/** Throws `egress_refused`. */
export async function sendSplunk(
  egress: Pick<Egress, 'fetch'>,
  { address, tenantId, token, index, authorities }: SplunkCollector,
  events: readonly SplunkEvent[],
  now: number,
): Promise<Delivery> {
  const body = events.map(({ at, host, json }) => {
    const place = { time: at / 1000, host, source: 'wardroom', sourcetype: 'wardroom:audit:ocsf' };
    const frame = JSON.stringify(index === '' ? place : { ...place, index });
    return `${frame.slice(0, -1)},"event":${json}}`;
  });
  const answer = await egress.fetch('splunk_hec', new URL('/services/collector/event', address).href, {
    ...{ tenantId, method: 'POST', body: body.join('\n') },
    headers: { authorization: `Splunk ${token}`, 'content-type': 'application/json' },
    tls: { authorities },
  });
  const code = codeIn(answer);
  // Whatever else answers 200 at this address is not a collector.
  if (answer.status === 200) return code === 0 ? delivered : faulty('refused', { status: 200 });
  if (answer.status === 400 && code !== null && contentCodes.has(code))
    return faulty('entry_refused', { status: 400, retryAfterMs: retryAfterOf(answer.headers, now) });
  return refusalIn(answer, now, [413]);
}

function codeIn({ body }: EgressResponse): number | null {
  try {
    const code: unknown = (JSON.parse(body.toString('utf8')) as { code?: unknown } | null)?.code;
    return typeof code === 'number' ? code : null;
  } catch {
    return null;
  }
}
