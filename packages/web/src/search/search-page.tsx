/** Results of a search beside the conversation they are in. The query stays out of the address: it is content. */
export default function SearchPage() {
  return null;
}
