/**
 * How a backend verifies an ephemeral credential of a Wardroom workspace. The one dependency is `jose`.
 *
 *   node verify-ephemeral-credentials.js https://acme.chat.example.com https://deploy.acme.example deploy 8080
 */
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { createRemoteJWKSet, jwtVerify } from 'jose';

/**
 * @param {object} options
 * @param {string} options.issuer the origin of the workspace that you trust; never read it from the credential
 * @param {string} options.audience your own address, letter by letter as the workspace knows it
 * @param {string} options.purpose what you let a credential be used for
 * @param {(id: string, expiresAt: number) => Promise<boolean>} [options.use] true the first time that it sees an id; it may
 *   forget one at `expiresAt` (seconds since 1970). Several processes need one store that they share.
 */
export function createVerifier({ issuer, audience, purpose, use = useOnce() }) {
  // The keys may be kept for five minutes; new ones are published ten minutes before they sign.
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer), { cacheMaxAge: 300_000 });
  /** @param {string} credential what came after `Bearer ` */
  return async function verify(credential) {
    const { payload } = await jwtVerify(credential, keys, {
      algorithms: ['ES256'],
      // An access token of the same workspace is signed with the same keys. Its type is another one.
      typ: 'wr-ephemeral+jwt',
      issuer,
      audience,
      maxTokenAge: 300,
      clockTolerance: 5,
      requiredClaims: ['exp', 'iat', 'jti', 'sub', 'tenant_id', 'purpose'],
    });
    // One audience: a list with yours in it is somebody else's credential, too.
    if (payload.aud !== audience) throw new Error('for somebody else');
    if (payload.purpose !== purpose) throw new Error('for something else');
    // Last, so that nobody can use up an id with a credential that is refused. Remembered for as long as it is accepted.
    if (!(await use(payload.jti, payload.exp + 5))) throw new Error('used before');
    return { subject: payload.sub, workspace: payload.tenant_id };
  };
}

/** For one process. What has expired is forgotten, so it holds what came within five minutes. */
export function useOnce(now = () => Date.now() / 1000) {
  const used = new Map();
  return async (id, expiresAt) => {
    for (const [other, until] of used) if (until < now()) used.delete(other);
    if (used.has(id)) return false;
    used.set(id, expiresAt);
    return true;
  };
}

/** A backend that answers 200 to whoever shows a good credential, and one 401 to everybody else. */
export function createBackend(options) {
  const verify = createVerifier(options);
  return createServer(async (request, response) => {
    const [, credential] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    try {
      if (credential === undefined) throw new Error('nothing was shown');
      const { subject } = await verify(credential);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ subject }));
    } catch {
      response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
    }
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [issuer, audience, purpose, port = '8080'] = process.argv.slice(2);
  if (purpose === undefined)
    throw new Error('usage: node verify-ephemeral-credentials.js <issuer> <audience> <purpose> [port]');
  createBackend({ issuer, audience, purpose }).listen(Number(port));
}
