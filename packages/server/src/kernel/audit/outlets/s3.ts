/**
 * One object into a bucket of S3, or of what speaks like it: PUT under Signature Version 4, with the checksum that Object
 * Lock asks for, and the time until which nobody may change or remove it.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Egress, EgressOptions, EgressTls } from '../../egress/index.ts';
import { type Delivery, delivered, refusalIn } from './delivery.ts';

export interface ObjectLock {
  /** In compliance mode nobody shortens it, the owner of the account included. */
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Milliseconds since 1970. */
  readonly retainUntil: number;
}

export interface S3Bucket {
  /** Of the bucket, ending in `/`: `https://<bucket>.s3.<region>.amazonaws.com/` or `https://<host>/<bucket>/`. */
  readonly address: string;
  readonly region: string;
  readonly tenantId: string | null;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** PEM. Count instead of the well-known ones; empty: those. */
  readonly authorities: readonly string[];
}

export interface S3Object {
  /** Its parts are divided by `/`. */
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly lock: ObjectLock | null;
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes);
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986 unreserved characters stay; everything else is written in percent, `/` only between parts. */
const encodePart = (part: string): string =>
  encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
export const encodeKey = (key: string): string => key.split('/').map(encodePart).join('/');

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names; `host` comes from the URL. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Signer {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * The headers with which a request may be sent (AWS Signature Version 4, "Authenticating Requests: Using the Authorization
 * Header"). The path must be encoded already: S3 does not encode it twice.
 */
export function signS3(request: SignedRequest, signer: Signer): Record<string, string> {
  const { region, accessKeyId, secretAccessKey, at } = signer;
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const hash = sha256(request.body).digest('hex');
  const headers = { ...request.headers, 'x-amz-content-sha256': hash, 'x-amz-date': time };
  const all = Object.entries({ ...headers, host: request.url.host }).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const signedNames = all.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    request.url.pathname,
    request.url.search.slice(1),
    ...all.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    signedNames,
    hash,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical).digest('hex')].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day));
  const signature = hmac(key, text).toString('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${signedNames},Signature=${signature}`,
  };
}

/** Throws `egress_refused`. */
export async function putObject(
  egress: Pick<Egress, 'fetch'>,
  bucket: S3Bucket,
  { key, body, contentType, lock }: S3Object,
  now: number,
): Promise<Delivery> {
  const url = new URL(encodeKey(key), bucket.address);
  const headers = {
    'content-type': contentType,
    // A request with a lock is refused without a checksum.
    'x-amz-checksum-sha256': sha256(body).digest('base64'),
    'x-amz-sdk-checksum-algorithm': 'SHA256',
    ...(lock === null ? {} : lockHeaders(lock)),
  };
  const tls: EgressTls = { authorities: bucket.authorities };
  const options: EgressOptions = {
    ...{ tenantId: bucket.tenantId, method: 'PUT', body, tls },
    headers: signS3({ method: 'PUT', url, headers, body }, { ...bucket, at: now }),
  };
  const answer = await egress.fetch('s3', url.href, options);
  return answer.status === 200 ? delivered : refusalIn(answer, now);
}

const lockHeaders = ({ mode, retainUntil }: ObjectLock): Record<string, string> => ({
  'x-amz-object-lock-mode': mode,
  'x-amz-object-lock-retain-until-date': new Date(retainUntil).toISOString(),
});
