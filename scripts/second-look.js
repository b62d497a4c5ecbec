// A browser, a database and a server share two cores with three other test files; once in some thousand steps a click
// meets a screen that has just moved. What failed in a browser journey is therefore looked at once more, alone. What fails
// again has failed; what does not is named, printed with its first failure, and counted. Nothing else is run twice.
const journeys = /\/journeys\//;
const mostFiles = 2;

/**
 * @param failedIn failures by file, of the whole run
 * @param runAlone runs one file and gives the failures in it, or undefined when it could not be judged
 * @returns how many of the failures did not happen again
 */
export async function secondLook(failedIn, runAlone) {
  const files = Object.keys(failedIn).filter((file) => journeys.test(file));
  if (files.length === 0) return 0;
  if (files.length > mostFiles) {
    console.log(`${files.length} files of journeys failed; more than ${mostFiles} are no accident`);
    return 0;
  }
  let forgiven = 0;
  for (const file of files) {
    console.log(`once more, alone: ${file}`);
    if ((await runAlone(file)) !== 0) continue;
    console.log(`UNSTEADY ${file} failed ${failedIn[file]}, see above, and passed when it ran alone`);
    forgiven += failedIn[file];
  }
  return forgiven;
}
