/** Errors in logs: name, code and where it happened. The message may quote input, rows or secrets and is left out. */

export interface DescribedError {
  readonly name: string;
  readonly code?: string;
  /** Stack frames, innermost first: function and place in our own or a library's source. */
  readonly frames: readonly string[];
  readonly cause?: DescribedError;
}

const maxFrames = 12;
const maxCauses = 3;
const frame =
  /^ {4}at (?:(?:async |new )*[\w$.<>#[\] ]{1,100} \()?(?:file:\/\/)?([\w./@+:-]{1,300}:\d+:\d+)\)?$/;
const functionName = /^ {4}at (?:async |new )*([\w$.<>#]{1,80})[^(]*\(/;

export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: 'NotAnError', frames: [] };
  const code: unknown = Reflect.get(error, 'code');
  return {
    name: /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error',
    ...(typeof code === 'string' && /^([A-Z0-9_]{2,40}|[a-z_]{2,40})$/.test(code) ? { code } : {}),
    frames: framesOf(error),
    ...(error.cause instanceof Error && depth < maxCauses
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
  };
}

/**
 * A message can contain lines that look like frames, so the frames are what follows the message. Where the stack does
 * not begin with the message (somebody changed it later), there is no telling, and no frame is given.
 */
function framesOf(error: Error): string[] {
  const { stack, message } = error;
  if (typeof stack !== 'string') return [];
  const end = message === '' ? stack.indexOf('\n') : endOfMessage(stack, message);
  if (end < 0) return [];
  const frames: string[] = [];
  for (const line of stack.slice(end).split('\n')) {
    const place = frame.exec(line)?.[1];
    if (place === undefined) continue;
    const name = functionName.exec(line)?.[1];
    frames.push(name === undefined ? shorten(place) : `${name} ${shorten(place)}`);
    if (frames.length === maxFrames) break;
  }
  return frames;
}

/** Name and message stand first, in the form that V8 gives them (`Name: message`, `Name [CODE]: message`). */
function endOfMessage(stack: string, message: string): number {
  const at = stack.indexOf(message);
  return at >= 0 && /^[\w [\]]{1,120}: $/.test(stack.slice(0, at)) ? at + message.length : -1;
}

/** From the package on: where this machine keeps the checkout is nobody's business. */
const shorten = (place: string): string => place.replace(/^.*\/(?=(packages|node_modules)\/)/, '');
