/** The console: its own chunk, with its own routes below `/console`. */
export default function Console() {
  return null;
}
