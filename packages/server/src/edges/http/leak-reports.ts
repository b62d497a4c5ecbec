/**
 * The form in which scanners of repositories report keys: a signed array of findings in, an array of labels out. Behind it
 * is the operation that anybody may call; the signature adds that the report is the partner's, so a wrong one is refused.
 */
import { type OutputOf, type operations, WardroomError } from '@wardroom/contract';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { Outcome } from '../../kernel/execute.ts';
import { type PartnerKeys, partnerSignature } from '../../kernel/ingress/index.ts';

const findings = z
  .array(z.object({ token: z.string().min(1).max(100), type: z.string().max(100) }))
  .min(1)
  .max(50);

export interface LeakReport {
  /** Input of the operation; null when the report is refused. It is charged for all the same. */
  readonly input: { readonly secrets: readonly string[] } | null;
  answer(outcome: Outcome): Outcome;
}

/** Null: not a report in this form. */
export function readLeakReport(keys: PartnerKeys, request: FastifyRequest): LeakReport | null {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const signature = partnerSignature(keys, request.raw.rawHeaders, body);
  if (signature === null) return null;
  const found = signature === 'valid' ? parse(body) : null;
  return {
    input: found === null ? null : { secrets: found.map(({ token }) => token) },
    answer: (outcome) => {
      const { answer } = outcome;
      if (found === null) return refused(outcome);
      if (!answer.ok) return outcome;
      const { labels } = answer.output as OutputOf<(typeof operations)['credentials.reportLeaked']>;
      const output = found.map(({ token, type }, index) => ({
        token_raw: token,
        token_type: type,
        label: labels[index],
      }));
      return { ...outcome, answer: { ok: true, output } };
    },
  };
}

function parse(body: Buffer): z.output<typeof findings> | null {
  try {
    return findings.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return null;
  }
}

/** One answer whatever was wrong, unless there was no room for the call at all. */
function refused(outcome: Outcome): Outcome {
  const { answer } = outcome;
  if (!answer.ok && answer.error.code !== 'invalid_input') return outcome;
  return { ...outcome, answer: { ok: false, error: new WardroomError('unauthenticated') } };
}
