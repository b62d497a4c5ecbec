/** `to` comes from the address: only a path of this origin is followed. */
export function pathWithin(origin: string, to: string | null): string {
  if (to === null || !URL.canParse(to, origin)) return '/';
  const url = new URL(to, origin);
  return url.origin === origin ? `${url.pathname}${url.search}` : '/';
}
