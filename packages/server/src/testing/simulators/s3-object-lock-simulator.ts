/**
 * A simulator of PUT Object of S3 with Object Lock, not S3. The signature is verified by a second writing of Signature
 * Version 4 that reads the request as it came; a lock is refused without a checksum, in the past, or in an unknown mode,
 * and a locked object is not written again under another content without a new version (here: it keeps every version).
 */
import { createHash, createHmac } from 'node:crypto';
import type { Certificate } from '../egress/certificates.ts';
import {
  type HttpsSimulator,
  type SimulatedAnswer,
  type SimulatedRequest,
  startHttpsSimulator,
} from './https-simulator.ts';

export interface StoredObject {
  readonly key: string;
  readonly body: string;
  readonly mode: string | null;
  readonly retainUntil: string | null;
}

export interface S3Simulator extends HttpsSimulator {
  /** Every version, in the order of writing. */
  readonly objects: StoredObject[];
}

export interface S3Options {
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly hasObjectLock: boolean;
  readonly now: () => number;
}

const xml = (status: number, code: string): SimulatedAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`,
});
const skewMs = 15 * 60_000;

export async function startS3Simulator(certificate: Certificate, options: S3Options): Promise<S3Simulator> {
  const objects: StoredObject[] = [];
  const serve = (request: SimulatedRequest): SimulatedAnswer => {
    const refusal = refusalOf(request, options);
    if (refusal !== null) return xml(...refusal);
    const { path, body, headers } = request;
    objects.push({
      key: decodeURIComponent(path.slice(options.bucket.length + 2)),
      body: body.toString('utf8'),
      mode: textOf(headers['x-amz-object-lock-mode']),
      retainUntil: textOf(headers['x-amz-object-lock-retain-until-date']),
    });
    return { status: 200, body: '' };
  };
  return Object.assign(await startHttpsSimulator(certificate, serve), { objects });
}

const textOf = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;

function refusalOf(request: SimulatedRequest, options: S3Options): [number, string] | null {
  const { method, path, headers, body } = request;
  if (method !== 'PUT') return [405, 'MethodNotAllowed'];
  if (!path.startsWith(`/${options.bucket}/`)) return [404, 'NoSuchBucket'];
  const signature = signatureRefusal(request, options);
  if (signature !== null) return [403, signature];
  const checksum = headers['x-amz-checksum-sha256'];
  if (checksum !== undefined && checksum !== createHash('sha256').update(body).digest('base64'))
    return [400, 'BadDigest'];
  return lockRefusal(headers, options);
}

function lockRefusal(headers: SimulatedRequest['headers'], options: S3Options): [number, string] | null {
  const mode = headers['x-amz-object-lock-mode'];
  const until = textOf(headers['x-amz-object-lock-retain-until-date']);
  if (mode === undefined && until === null) return null;
  if (!options.hasObjectLock) return [400, 'InvalidRequest'];
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') return [400, 'MalformedXML'];
  if (until === null || !(Date.parse(until) > options.now())) return [400, 'InvalidArgument'];
  const hasChecksum =
    headers['content-md5'] !== undefined || headers['x-amz-sdk-checksum-algorithm'] === 'SHA256';
  return hasChecksum ? null : [400, 'InvalidRequest'];
}

function signatureRefusal(request: SimulatedRequest, options: S3Options): string | null {
  const { headers, body } = request;
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
  const [, keyId, day = '', region, names = '', given] = form.exec(headers.authorization ?? '') ?? [];
  if (keyId === undefined) return 'AccessDenied';
  if (keyId !== options.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== options.region) return 'AuthorizationHeaderMalformed';
  const date = textOf(headers['x-amz-date']) ?? '';
  const at = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(at - options.now()) <= skewMs) || !date.startsWith(day)) return 'RequestTimeTooSkewed';
  const hash = createHash('sha256').update(body).digest('hex');
  if (headers['x-amz-content-sha256'] !== hash) return 'XAmzContentSHA256Mismatch';
  // Everything of the service’s own must be signed.
  const signed = names.split(';');
  const own = Object.keys(headers).filter((name) => name.startsWith('x-amz-') || name === 'host');
  if (!own.every((name) => signed.includes(name))) return 'AccessDenied';
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
  const canonical = `PUT\n${request.path}\n\n${lines}\n${names}\n${hash}`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  let key: Buffer | string = `AWS4${options.secretAccessKey}`;
  for (const part of [day, options.region, 's3', 'aws4_request'])
    key = createHmac('sha256', key).update(part).digest();
  const text = `AWS4-HMAC-SHA256\n${date}\n${day}/${options.region}/s3/aws4_request\n${digest}`;
  const expected = createHmac('sha256', key).update(text).digest('hex');
  return expected === given ? null : 'SignatureDoesNotMatch';
}
