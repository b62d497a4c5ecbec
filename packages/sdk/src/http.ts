/** One call over HTTP. */
import type { Challenge, OperationName } from '@wardroom/contract';
import { errorOf, outcomeUnknown, type Problems, unreachable, WardroomApiError } from './error.ts';
import { repeatable } from './operations.ts';
import type { FetchAnswer, Surroundings } from './surroundings.ts';

export interface HttpTarget {
  readonly origin: string;
  /** An API key; absent in browsers, which send their cookie. */
  readonly credential?: string;
  readonly timeoutMs: number;
  readonly solveChallenge?: (challenge: Challenge) => Promise<string | null>;
}

interface Asked {
  readonly name: OperationName;
  readonly input: unknown;
  /** Of a challenge that this call was met with before. */
  readonly solution: string | null;
}

export async function callOverHttp(
  target: HttpTarget,
  surroundings: Surroundings,
  name: OperationName,
  input: unknown,
): Promise<unknown> {
  try {
    return await ask(target, surroundings, { name, input, solution: null });
  } catch (error) {
    const challenge = error instanceof WardroomApiError ? error.challenge : null;
    const solution = challenge === null ? null : ((await target.solveChallenge?.(challenge)) ?? null);
    if (solution === null) throw error;
    // Once: who is refused again waits.
    return await ask(target, surroundings, { name, input, solution });
  }
}

async function ask(
  { origin, credential, timeoutMs }: HttpTarget,
  { fetch, schedule }: Surroundings,
  { name, input, solution }: Asked,
): Promise<unknown> {
  const abort = new AbortController();
  const callOff = schedule(() => abort.abort(), timeoutMs);
  try {
    const answer = await fetch(`${origin}/v1/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
        ...(solution === null ? {} : { 'wardroom-challenge': solution }),
      },
      body: JSON.stringify(input),
      credentials: 'same-origin',
      signal: abort.signal,
    });
    return await read(answer);
  } catch (error) {
    if (error instanceof WardroomApiError) throw error;
    if (repeatable.has(name)) throw unreachable('The server cannot be reached.', error);
    throw outcomeUnknown(error);
  } finally {
    callOff();
  }
}

async function read(answer: FetchAnswer): Promise<unknown> {
  const body = parse(await answer.text());
  if (answer.ok && body !== undefined) return body;
  if (isProblem(body)) throw errorOf(body, answer.headers.get('retry-after'));
  const detail = 'The answer did not come from a Wardroom server. Check the address.';
  throw new WardroomApiError('internal', { status: answer.status, detail });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isProblem = (body: unknown): body is Problems =>
  typeof body === 'object' && body !== null && 'code' in body && 'requestId' in body;
