/**
 * A certificate authority for one test run: X.509 version 3 (RFC 5280) over ECDSA with SHA-256, written as DER, because
 * Node signs but does not make certificates and a bare machine has no openssl.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface Subject {
  /** Names and addresses the certificate is for. */
  readonly names: readonly string[];
  /** Milliseconds since 1970; default: a day ago, and in a day. */
  readonly notBefore?: number;
  readonly notAfter?: number;
}

export interface Authority {
  readonly cert: string;
  issue(subject: Subject): Certificate;
}

const dayMs = 86_400_000;

/** One DER value: tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const named = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
const time = (ms: number): Buffer =>
  der(0x18, Buffer.from(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')));
const truth = Buffer.from('0101ff', 'hex');

/** subjectAltName: dNSName is [2], iPAddress is [7]. */
function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    isIP(name) !== 0
      ? der(0x87, Buffer.from(ipaddr.parse(name).toByteArray()))
      : der(0x82, Buffer.from(name, 'latin1')),
  );
  return sequence(oid('551d11'), der(0x04, sequence(...entries)));
}

const authorityConstraint = sequence(oid('551d13'), truth, der(0x04, sequence(truth)));

interface Signing {
  readonly issuer: string;
  readonly signer: KeyObject;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: readonly Buffer[];
}

function pemOf({ issuer, signer, subject, publicKey, notBefore, notAfter, extensions }: Signing): string {
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ecdsaWithSha256,
    named(issuer),
    sequence(time(notBefore), time(notAfter)),
    named(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', signed, signer));
  const lines = sequence(signed, ecdsaWithSha256, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const freshKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

export function createAuthority(name = 'Test authority'): Authority {
  const root = freshKey();
  const now = Date.now();
  const span = { notBefore: now - dayMs, notAfter: now + dayMs };
  const base = { issuer: name, signer: root.privateKey };
  return {
    cert: pemOf({
      ...base,
      ...span,
      subject: name,
      publicKey: root.publicKey,
      extensions: [authorityConstraint],
    }),
    issue({ names, notBefore = span.notBefore, notAfter = span.notAfter }) {
      const { privateKey, publicKey } = freshKey();
      const extensions = [alternativeNames(names)];
      const cert = pemOf({ ...base, notBefore, notAfter, subject: 'peer', publicKey, extensions });
      return { key: pkcs8(privateKey), cert };
    },
  };
}

/** Signed by its own key: nobody vouches for it. */
export function selfSigned(names: readonly string[]): Certificate {
  const { privateKey, publicKey } = freshKey();
  const now = Date.now();
  const cert = pemOf({
    ...{ issuer: 'peer', subject: 'peer', signer: privateKey, publicKey },
    ...{ notBefore: now - dayMs, notAfter: now + dayMs, extensions: [alternativeNames(names)] },
  });
  return { key: pkcs8(privateKey), cert };
}
