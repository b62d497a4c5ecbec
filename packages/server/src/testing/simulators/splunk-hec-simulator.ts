/**
 * A simulator of Splunk’s HTTP event collector, not Splunk: its path, its authorisation, its codes and bodies ("Format
 * events for HTTP Event Collector", "HTTP Event Collector error codes" of the vendor’s manual) and its limit of a request.
 */
import type { Certificate } from '../egress/certificates.ts';
import {
  type HttpsSimulator,
  type SimulatedAnswer,
  type SimulatedRequest,
  startHttpsSimulator,
} from './https-simulator.ts';

export interface HecEvent {
  readonly time: number;
  readonly host: string;
  readonly source: string;
  readonly sourcetype: string;
  readonly index?: string;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface SplunkSimulator extends HttpsSimulator {
  /** Accepted, in the order of their arrival. */
  readonly events: HecEvent[];
  /** What it does not understand. */
  isPoison: (event: HecEvent) => boolean;
}

export interface SplunkOptions {
  readonly token: string;
  readonly indexes?: readonly string[];
  /** Of a request; the vendor’s cloud takes a megabyte. */
  readonly maxBytes?: number;
}

const say = (status: number, code: number, text: string, more: object = {}): SimulatedAnswer => ({
  status,
  body: JSON.stringify({ text, code, ...more }),
});

export async function startSplunkSimulator(
  certificate: Certificate,
  { token, indexes = ['main'], maxBytes = 1024 * 1024 }: SplunkOptions,
): Promise<SplunkSimulator> {
  const events: HecEvent[] = [];
  const serve = ({ method, path, headers, body }: SimulatedRequest): SimulatedAnswer => {
    if (path !== '/services/collector/event') return say(404, 404, 'The requested URL was not found');
    if (method !== 'POST') return say(405, 405, 'Method Not Allowed');
    const { authorization } = headers;
    if (authorization === undefined) return say(401, 2, 'Token is required');
    if (!authorization.startsWith('Splunk ')) return say(401, 3, 'Invalid authorization');
    if (authorization !== `Splunk ${token}`) return say(403, 4, 'Invalid token');
    if (body.length === 0) return say(400, 5, 'No data');
    if (body.length > maxBytes) return say(413, 27, 'Request entity too large');
    const came: HecEvent[] = [];
    for (const [number, line] of body.toString('utf8').split('\n').entries()) {
      const event = parse(line);
      const more = { 'invalid-event-number': number };
      if (event === null || simulator.isPoison(event)) return say(400, 6, 'Invalid data format', more);
      if (event.event === undefined) return say(400, 12, 'Event field is required', more);
      if (event.index !== undefined && !indexes.includes(event.index))
        return say(400, 7, 'Incorrect index', more);
      came.push(event);
    }
    events.push(...came);
    return say(200, 0, 'Success');
  };
  const simulator: SplunkSimulator = Object.assign(await startHttpsSimulator(certificate, serve), {
    events,
    isPoison: () => false,
  });
  return simulator;
}

function parse(line: string): HecEvent | null {
  try {
    return JSON.parse(line) as HecEvent;
  } catch {
    return null;
  }
}
