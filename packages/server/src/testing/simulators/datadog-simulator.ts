/**
 * A simulator of Datadog’s log intake, version 2, not Datadog: path, key, status codes and limits of its reference
 * (docs.datadoghq.com/api/latest/logs): 5 MB and 1,000 entries in a request, 1 MB for an entry, 202 with an empty object.
 */
import type { Certificate } from '../egress/certificates.ts';
import {
  type HttpsSimulator,
  type SimulatedAnswer,
  type SimulatedRequest,
  startHttpsSimulator,
} from './https-simulator.ts';

export interface DatadogEntry {
  readonly ddsource: string;
  readonly service: string;
  readonly hostname: string;
  readonly ddtags?: string;
  readonly message: string;
  readonly ocsf: Readonly<Record<string, unknown>>;
}

export interface DatadogSimulator extends HttpsSimulator {
  readonly entries: DatadogEntry[];
  isPoison: (entry: DatadogEntry) => boolean;
  /** Entries that the service would have cut. */
  readonly cut: DatadogEntry[];
}

const errors = (status: number, detail: string): SimulatedAnswer => ({
  status,
  body: JSON.stringify({ errors: [{ status: String(status), title: 'error', detail }] }),
});

export async function startDatadogSimulator(
  certificate: Certificate,
  { apiKey }: { readonly apiKey: string },
): Promise<DatadogSimulator> {
  const entries: DatadogEntry[] = [];
  const cut: DatadogEntry[] = [];
  const serve = ({ method, path, headers, body }: SimulatedRequest): SimulatedAnswer => {
    if (method !== 'POST' || path !== '/api/v2/logs') return errors(404, 'Not found');
    if (headers['dd-api-key'] === undefined) return errors(401, 'Unauthorized');
    if (headers['dd-api-key'] !== apiKey) return errors(403, 'Permission issue');
    if (headers['content-type'] !== 'application/json') return errors(400, 'Bad Request');
    if (body.length > 5_000_000) return errors(413, 'Payload too large');
    const came = parse(body);
    if (came === null || came.some(simulator.isPoison)) return errors(400, 'Bad Request');
    if (came.length > 1_000) return errors(413, 'Payload too large');
    cut.push(...came.filter((entry) => Buffer.byteLength(JSON.stringify(entry)) > 1_000_000));
    entries.push(...came);
    return { status: 202, body: '{}' };
  };
  const simulator: DatadogSimulator = Object.assign(await startHttpsSimulator(certificate, serve), {
    ...{ entries, cut },
    isPoison: () => false,
  });
  return simulator;
}

function parse(body: Buffer): DatadogEntry[] | null {
  try {
    const found: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(found) ? (found as DatadogEntry[]) : null;
  } catch {
    return null;
  }
}
