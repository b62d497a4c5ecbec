/** All public channels, joined or not. */
export default function DirectoryPage() {
  return null;
}
