/** One's own profile and sessions, below `/you`. */
export default function AccountPages() {
  return null;
}
