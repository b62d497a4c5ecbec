/** Where one is in the console: a screen, what is open in its drawer, and its filters. All of it is in the URL. */
export interface Address {
  readonly screen: string;
  /** Id of what the drawer shows. */
  readonly subject: string | null;
  /** Never holds an empty text. */
  readonly filters: Readonly<Record<string, string>>;
}

const base = '/console';

export function readAddress(pathname: string, search: string): Address {
  const [screen = '', subject = ''] = pathname
    .slice(base.length)
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const filters = [...new URLSearchParams(search)].filter(([, value]) => value !== '');
  return { screen, subject: subject === '' ? null : subject, filters: Object.fromEntries(filters) };
}

export function writeAddress({ screen, subject, filters }: Address): string {
  const path = [screen, subject ?? ''].filter((part) => part !== '').map(encodeURIComponent);
  const search = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== '')).toString();
  return `${[base, ...path].join('/')}${search === '' ? '' : `?${search}`}`;
}

/** An empty value takes the filter away. */
export const withFilter = (address: Address, name: string, value: string): Address => {
  const { [name]: _, ...rest } = address.filters;
  return { ...address, filters: value === '' ? rest : { ...rest, [name]: value } };
};

/** Somebody can type anything. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
