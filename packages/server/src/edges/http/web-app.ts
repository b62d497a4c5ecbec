/**
 * The built web application, read into memory once: no path of a request ever reaches the file system. Pages get a fresh
 * nonce each; hashed assets never change and are cached for ever.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { WardroomError } from '@wardroom/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Random } from '../../kernel/random.ts';
import { isCallPath } from './gate.ts';
import { pagePolicy } from './security-headers.ts';
import { statusPaths } from './status.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const compressed = new Set(['.css', '.js', '.json', '.svg', '.webmanifest']);
/** What the build writes where a nonce belongs. */
export const noncePlaceholder = '__CSP_NONCE__';

interface Asset {
  readonly content: Buffer;
  readonly gzip: Buffer | null;
  readonly type: string;
  readonly tag: string;
  readonly immutable: boolean;
}

export interface WebApp {
  /** Answers a GET for a file or a page; throws `not_found` for what is neither. */
  serve(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

export function loadWebApp(directory: string, random: Random): WebApp {
  const assets = readAssets(directory);
  const page = assets.get('/index.html')?.content.toString('utf8') ?? missingPage;
  assets.delete('/index.html');
  return {
    serve(request, reply) {
      const path = request.url.split('?', 1)[0] ?? '';
      const asset = assets.get(path);
      if (asset !== undefined) return sendAsset(asset, request, reply);
      if (!wantsPage(request, path)) throw new WardroomError('not_found');
      const nonce = random.bytes(18).toString('base64');
      return reply
        .header('content-security-policy', pagePolicy(nonce))
        .type('text/html; charset=utf-8')
        .send(withNonce(page, nonce, request.arrival?.realm ?? 'platform'));
    },
  };
}

function readAssets(directory: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  if (!existsSync(directory)) return assets;
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const extension = extname(name);
    const file = join(directory, name);
    const type = mediaTypes[extension];
    // Anything else (source maps, dot files) is not part of the application.
    if (type === undefined || !statSync(file).isFile()) continue;
    const content = readFileSync(file);
    const path = `/${relative(directory, file).split(sep).join('/')}`;
    const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    const gzip = compressed.has(extension) ? gzipSync(content, { level: 9 }) : null;
    assets.set(path, { content, gzip, type, tag, immutable: path.startsWith('/assets/') });
  }
  return assets;
}

function sendAsset(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply
    .header('cache-control', asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('etag', asset.tag)
    .type(asset.type);
  if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
  if (asset.gzip === null) return reply.send(asset.content);
  reply.header('vary', 'accept-encoding');
  const takesGzip = /\bgzip\b(?!;\s*q=0)/.test(String(request.headers['accept-encoding'] ?? ''));
  return takesGzip ? reply.header('content-encoding', 'gzip').send(asset.gzip) : reply.send(asset.content);
}

const notPages = new Set<string>([...statusPaths, '/openapi.json']);

/** Addresses inside the application belong to its own router. */
function wantsPage({ method, headers }: FastifyRequest, path: string): boolean {
  const isPage = !isCallPath(path) && !path.startsWith('/assets/') && !notPages.has(path);
  return (
    isPage && (method === 'GET' || method === 'HEAD') && String(headers.accept ?? '').includes('text/html')
  );
}

/** The page learns its nonce and which of the two realms it serves. */
function withNonce(page: string, nonce: string, realm: 'tenant' | 'platform'): string {
  const described = page.replace('<head>', `<head><meta name="wardroom-realm" content="${realm}">`);
  return described.includes(noncePlaceholder)
    ? described.replaceAll(noncePlaceholder, nonce)
    : described.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`);
}

const missingPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Wardroom</title></head>
<body><h1>Wardroom is running</h1>
<p>The web application is not built yet. Run <code>npm start</code>, which builds it, and reload this page.</p>
</body></html>
`;
