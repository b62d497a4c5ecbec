/** Calls over a socket: the same operations through the same pipeline, several at once, each answered by its id. */
import {
  type ClientFrame,
  encodeId,
  findOperation,
  problemDetails,
  type ServerFrame,
  WardroomError,
} from '@wardroom/contract';
import type { Identity } from '../../kernel/call.ts';
import type { RealtimeOptions } from './settings.ts';

export type CallFrame = Extract<ClientFrame, { t: 'call' }>;

export interface Caller {
  readonly identity: Identity;
  readonly host: string;
  readonly address: string;
  readonly device: string;
}

/** Room for the frame around the input. */
const frameBytes = 256;

/** Never throws. Authority is read again in the transaction of the call, whatever this connection has proved before. */
export async function answerCall(
  { execute, kernel }: Pick<RealtimeOptions, 'execute' | 'kernel'>,
  caller: Caller,
  frame: CallFrame,
  bytes: number,
): Promise<ServerFrame> {
  const requestId = kernel.ids.next();
  const refuse = (error: WardroomError): ServerFrame => refusal(frame.id, error, requestId);
  const operation = findOperation(frame.op);
  // Signing in hands out a cookie, which a socket cannot carry.
  if (operation && typeof operation.permission !== 'string')
    return refuse(new WardroomError('unknown_operation'));
  if (operation && bytes > operation.limits.bodyBytes + frameBytes)
    return refuse(new WardroomError('body_too_large'));
  const { identity, host, address, device } = caller;
  const call = {
    requestId,
    edge: 'realtime',
    host,
    operation: frame.op,
    input: frame.input,
    credential: identity,
    address,
    device,
  } as const;
  const { answer, limit } = await execute(call);
  if (answer.ok) return { t: 'reply', id: frame.id, ok: true, output: answer.output };
  const { error } = answer;
  const retryAfterSeconds = error.options.retryAfterSeconds ?? limit?.retryAfterSeconds;
  return refusal(frame.id, error, requestId, retryAfterSeconds);
}

export function refusal(
  id: string,
  error: WardroomError,
  requestId: string,
  retryAfterSeconds?: number,
): ServerFrame {
  const problem = problemDetails(error, encodeId('request', requestId));
  // Over HTTP this travels in Retry-After; a frame has no headers.
  const retry = retryAfterSeconds ? { retryAfterSeconds } : {};
  return { t: 'reply', id, ok: false, error: { ...problem, ...retry } };
}
