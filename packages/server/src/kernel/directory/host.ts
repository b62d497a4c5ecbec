/** Which host names belong to whom: `<slug>.<base domain>` to a tenant, a closed list to the platform, others to nobody yet. */

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** `acme.localhost:8080` → `acme.localhost`. Null for what is no host name or IPv4 address with an optional port. */
export function withoutPort(host: string): string | null {
  const match = /^([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/.exec(host);
  return match?.[1] ?? null;
}

/** The one label before the base domain; null for the base domain itself, deeper names and everything else. */
export function slugOfHost(host: string, baseDomain: string): string | null {
  const name = withoutPort(host);
  if (name === null || !name.endsWith(`.${baseDomain}`)) return null;
  const slug = name.slice(0, -baseDomain.length - 1);
  return label.test(slug) ? slug : null;
}

/**
 * The name, if it could be a custom domain: two labels at least, the last one of letters (so no address), and neither the
 * deployment's own nor below it. Whether it leads to a tenant only the directory knows.
 */
export function customNameOf(host: string, baseDomain: string): string | null {
  const name = withoutPort(host);
  if (name === null || isPlatformHost(name, baseDomain) || name.endsWith(`.${baseDomain}`)) return null;
  const labels = name.split('.');
  if (labels.length < 2 || !labels.every((part) => label.test(part))) return null;
  return topLevel.test(labels.at(-1) ?? '') ? name : null;
}

/** Letters (RFC 1123 section 2.1), or an IDN in its ASCII form. */
const topLevel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** The bare base domain and the loopback names: landing, setup, health; no tenant data. */
export function isPlatformHost(host: string, baseDomain: string): boolean {
  const name = withoutPort(host);
  return name !== null && (name === baseDomain || loopbackNames.has(name));
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);
