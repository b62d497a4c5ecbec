/** Enough to keep two cores and the disk busy, few enough that no brake of the server answers instead. */
const workers = 8;

/** Does `work` for each of `list`, a few at once; answers stand in the order of the list. */
export async function fewAtOnce<T, Result>(
  list: readonly T[],
  work: (one: T) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = list.entries();
  const worker = async () => {
    // One iterator between all of them: each takes what comes next.
    for (const [index, one] of rest) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}
