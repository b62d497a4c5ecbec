// Secrets that people and programs carry: session secrets, one-use links, API keys. We keep only what cannot be turned
// back into them, and compare in constant time.
import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from '../random.ts';
import { mac } from './derive.ts';

const secretBytes = 32;
const secretForm = /^[A-Za-z0-9_-]{43}$/;

/** 256 bits as 43 characters of base64url: session secrets, setup links, one-use links. */
export function newSecret(random: Random): string {
  return random.bytes(secretBytes).toString('base64url');
}

/** Whether a text has the form of `newSecret`; refuses garbage before any look-up. */
export function isSecret(text: string): boolean {
  return text.length === 43 && secretForm.test(text);
}

/** SHA-256 of a secret of 256 bits: enough at rest, because there is nothing to guess. Passwords never come here. */
export function digestSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** HMAC-SHA-256 of a secret under a vaulted key: the form of API keys at rest. */
export function keyedDigest(key: KeyObject, secret: string): Buffer {
  return mac(key, secret);
}

/** Constant-time comparison; only the lengths may leak. */
export function sameSecret(left: string | Buffer, right: string | Buffer): boolean {
  const a = typeof left === 'string' ? Buffer.from(left, 'utf8') : left;
  const b = typeof right === 'string' ? Buffer.from(right, 'utf8') : right;
  return a.length === b.length && timingSafeEqual(a, b);
}

/** `cls` are secrets of OAuth clients: of the form of keys, so that scanners know them, and of no use as one. */
export const apiKeyKinds = ['svc', 'bot', 'scim', 'hook', 'adm', 'cls'] as const;
export type ApiKeyKind = (typeof apiKeyKinds)[number];
export type ApiKeyMode = 'live' | 'test';

export interface ApiKeyForm {
  mode: ApiKeyMode;
  kind: ApiKeyKind;
  /** What may be shown and stored in clear: `wr_live_svc_…` and the last four characters of the random part. */
  prefix: string;
  lastFour: string;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 43;
const checksumLength = 6;
const apiKeyForm = /^(wr_(live|test)_(svc|bot|scim|hook|adm|cls)_)([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/** `wr_<live|test>_<kind>_`, 43 base62 characters (256 bits), 6 of CRC-32 over everything before them. */
export function newApiKey(random: Random, form: { mode: ApiKeyMode; kind: ApiKeyKind }): string {
  const body = `wr_${form.mode}_${form.kind}_${randomBase62(random, randomLength)}`;
  return body + checksum(body);
}

/**
 * Reads an API key's form, or gives null for anything whose checksum is wrong. The checksum spares look-ups and lets
 * scanners recognise leaked keys; it proves nothing about validity.
 */
export function parseApiKey(text: string): ApiKeyForm | null {
  if (text.length > 64) return null;
  const match = apiKeyForm.exec(text);
  if (match === null) return null;
  const [, prefix = '', mode, kind, body = '', sum] = match;
  if (checksum(prefix + body) !== sum) return null;
  return { mode: mode as ApiKeyMode, kind: kind as ApiKeyKind, prefix, lastFour: body.slice(-4) };
}

function checksum(body: string): string {
  let rest = crc32(body);
  let out = '';
  for (let i = 0; i < checksumLength; i++) {
    out = alphabet.charAt(rest % 62) + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}

/** Bytes of 248 and above are dropped: taking them modulo 62 would make eight characters likelier than the others. */
function randomBase62(random: Random, length: number): string {
  let out = '';
  while (out.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < 248 && out.length < length) out += alphabet.charAt(byte % 62);
    }
  }
  return out;
}
