import type { Port } from '../workspace/port.ts';

/** Joining by an invitation link; the secret is in the fragment. */
export function Join(_props: { readonly call: Port['call'] }) {
  return null;
}
