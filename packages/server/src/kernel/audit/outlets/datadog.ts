/** Datadog log intake, version 2: at most 1,000 entries and 5 MB in one request; an entry above 1 MB is cut there. */
import type { Egress } from '../../egress/index.ts';
import { type Delivery, delivered, refusalIn } from './delivery.ts';

export interface DatadogIntake {
  readonly address: string;
  readonly tenantId: string;
  readonly apiKey: string;
  /** `key:value`, separated by commas; may be empty. */
  readonly tags: string;
  readonly authorities: readonly string[];
}

export interface DatadogLog {
  readonly host: string;
  readonly message: string;
  readonly json: string;
}

/** Throws `egress_refused`. */
export async function sendDatadog(
  egress: Pick<Egress, 'fetch'>,
  { address, tenantId, apiKey, tags, authorities }: DatadogIntake,
  logs: readonly DatadogLog[],
  now: number,
): Promise<Delivery> {
  const body = logs.map(({ host, message, json }) => {
    const frame = JSON.stringify({
      ...{ ddsource: 'wardroom', service: 'wardroom', hostname: host, message },
      ...(tags === '' ? {} : { ddtags: tags }),
    });
    return `${frame.slice(0, -1)},"ocsf":${json}}`;
  });
  const answer = await egress.fetch('datadog', new URL('/api/v2/logs', address).href, {
    ...{ tenantId, method: 'POST', body: `[${body.join(',')}]` },
    headers: { 'dd-api-key': apiKey, 'content-type': 'application/json' },
    tls: { authorities },
  });
  return answer.status === 202 ? delivered : refusalIn(answer, now, [400, 413]);
}
