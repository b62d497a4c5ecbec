/** A handle that the server takes, made of a name: `José Álvarez` → `jose.alvarez`. Empty when nothing is left of it. */
export const suggestHandle = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '.')
    .replaceAll(/^\.+|\.+$/g, '')
    .slice(0, 32)
    .replace(/\.+$/, '');
