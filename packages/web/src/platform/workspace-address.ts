/** The address a workspace will have, on the host that is open. */
export function workspaceAddress(slug: string): string {
  const url = new URL(location.origin);
  url.hostname = `${slug}.${url.hostname === '127.0.0.1' ? 'localhost' : url.hostname}`;
  return url.origin;
}

export const slugPattern = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;
