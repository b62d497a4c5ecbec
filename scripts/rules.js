// Repository rules that no linter knows. Each rule is a function from a tree to the breaches it finds.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { outwardThroughEgress } from './outward.js';
import { listFiles, root } from './tree.js';

const maxLines = 400;
const source = /\.(ts|tsx|js|cjs|mjs)$/;
const text = /\.(ts|tsx|js|cjs|mjs|json|md|sql|css|html|sh|yml|yaml|grit|toml)$|^\.ci\/|Dockerfile/;
/** Data and generated files are as long as they must be. */
const unlimited = /(^|\/)(migrations|golden|vectors|mutations|fixtures|sample)\/|package-lock\.json$/;
const test = /\.test\.(ts|tsx|js)$|^packages\/[^/]+\/test\/|^packages\/server\/src\/testing\//;
const forbiddenFolders = ['utils', 'util', 'helpers', 'helper', 'common', 'lib', 'misc', 'shared'];
const statement = new RegExp(
  [
    'select\\s[\\s\\S]{1,400}?\\sfrom\\s+[a-z_"$.]+',
    'insert\\s+into\\s+[a-z_"$.]+',
    'update\\s+[a-z_"$.]+\\s+set\\s',
    'delete\\s+from\\s+[a-z_"$.]+',
    '(create|alter|drop|truncate)\\s+(table|view|role|policy|function|index|schema)\\s',
    'set_config\\s*\\(',
    '(set|reset)\\s+(local\\s+)?(role|session)\\s',
  ].join('|'),
  'i',
);
// Assembled, so that this file does not name what it forbids.
const machinery = [
  ['/work', '/main'],
  ['/work', '/shared'],
  ['/work', '/notes'],
  ['shared', '/design'],
  ['.library', '/search'],
  ['cla', 'ude'],
  ['agent ', 'session'],
  ['as an ', 'ai'],
].map((parts) => parts.join(''));

/** @returns {{ path: string, lines: string, read: (path: string) => string, has: (path: string) => boolean }} */
function open(tree) {
  const files = listFiles(tree).filter((file) => existsSync(join(tree, file)));
  const known = new Map();
  return {
    files,
    has: (path) => existsSync(join(tree, path)),
    read(path) {
      if (!known.has(path)) known.set(path, readFileSync(join(tree, path), 'utf8'));
      return known.get(path);
    },
  };
}

function shortFiles({ files, read }) {
  return files
    .filter((file) => source.test(file) && !unlimited.test(file))
    .map((file) => ({ file, lines: read(file).replace(/\n$/, '').split('\n').length }))
    .filter(({ lines }) => lines > maxLines)
    .map(({ file, lines }) => `${file}: ${lines} lines; a file has at most ${maxLines}`);
}

/** Looks inside string and template literals only: prose in comments may speak of selecting from. */
function sqlInStores({ files, read }) {
  return files
    .filter((file) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(file) && !test.test(file))
    .filter((file) => !/\/store\.ts$|\/store\/|^packages\/server\/src\/kernel\//.test(file))
    .flatMap((file) =>
      literals(read(file))
        .filter((literal) => statement.test(literal))
        .map(
          (literal) => `${file}: SQL outside store.ts: ${literal.trim().replace(/\s+/g, ' ').slice(0, 60)}`,
        ),
    );
}

/** String and template literals of a source, without its comments. */
export function literals(code) {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|`(?:\\[\s\S]|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;
  return (code.match(token) ?? [])
    .filter((found) => !found.startsWith('/'))
    .map((found) => found.slice(1, -1));
}

function honestFolders({ files }) {
  const breaches = new Set();
  for (const file of files.filter((path) => /^(packages|bench|scripts)\//.test(path))) {
    const parts = file.split('/');
    const name = parts.at(-1)?.replace(/(\.test)?\.[a-z]+$/, '') ?? '';
    const found = [...parts.slice(0, -1), source.test(file) ? name : ''].find((part) =>
      forbiddenFolders.includes(part),
    );
    if (found) breaches.add(`${file}: “${found}” says nothing; put it with the noun it serves`);
  }
  return [...breaches];
}

function noMachinery({ files, read }) {
  return files
    .filter((file) => text.test(file) && !/package-lock\.json$|(^|\/)(vectors|sample|fixtures)\//.test(file))
    .flatMap((file) => {
      const content = read(file).toLowerCase();
      return machinery.filter((word) => content.includes(word)).map((word) => `${file}: names “${word}”`);
    });
}

function linksResolve({ files, read, has }) {
  return files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => {
      const prose = read(file).replace(/```[\s\S]*?```/g, '');
      const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(
        (match) => match[1] ?? '',
      );
      return targets
        .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
        .filter((target) => !resolvesTo({ read, has }, file, target))
        .map((target) => `${file}: link to ${target} leads nowhere`);
    });
}

function resolvesTo({ read, has }, file, target) {
  const [path = '', anchor] = decodeURI(target).split('#');
  const found = path === '' ? file : normalize(join(path.startsWith('/') ? '.' : dirname(file), path));
  if (!has(found)) return false;
  if (!anchor || !found.endsWith('.md')) return true;
  return anchors(read(found)).has(anchor.toLowerCase());
}

/** Heading anchors as GitHub makes them. */
function anchors(markdown) {
  const headings = [...markdown.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

function dependenciesExplained({ files, read, has }) {
  const page = 'docs/dependencies.md';
  if (!has(page)) return [`${page} is missing; it says of each dependency why it and not another`];
  const explained = new Set([...read(page).matchAll(/`([^`\s]+)`/g)].map((match) => match[1]));
  const wanted = new Set();
  for (const file of files.filter(
    (path) => /(^|\/)package\.json$/.test(path) && !/vectors|fixtures/.test(path),
  )) {
    const manifest = JSON.parse(read(file));
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
      for (const name of Object.keys(manifest[kind] ?? {}))
        if (!name.startsWith('@wardroom/')) wanted.add(name);
    }
  }
  return [...wanted].filter((name) => !explained.has(name)).map((name) => `${page}: no line for \`${name}\``);
}

function documentedTestCommand({ read, has }) {
  if (!has('README.md')) return ['README.md is missing'];
  if (!has('.ci/run')) return ['.ci/run is missing'];
  const breaches = [];
  if (!/^(?:.*\s)?npm test(?:\s|$)/m.test(read('README.md')))
    breaches.push('README.md: does not name `npm test`');
  if (!/^npm test(?:\s|$)/m.test(read('.ci/run'))) breaches.push('.ci/run: does not call `npm test`');
  return breaches;
}

function modulesAreListed({ files, read, has }) {
  const list = 'packages/server/src/modules/order.json';
  if (!has(list)) return [`${list} is missing`];
  const order = JSON.parse(read(list));
  const folders = new Set(files.map((file) => /^packages\/server\/src\/modules\/([^/]+)\//.exec(file)?.[1]));
  return [...folders]
    .filter((folder) => folder !== undefined && !order.includes(folder))
    .map((folder) => `${list}: module ${folder} has no place in the order`);
}

/** May only shrink. */
const namesRoles = new Set([
  // An invitation as guest names channels: so the server asks.
  'packages/web/src/console/create-invitation.tsx',
  // What a role begins as is a copy of another, and machines have this one.
  'packages/web/src/console/role-form.tsx',
]);

/** What is offered follows rights: a custom role can give what a built-in one does, and a group or a channel more. */
function rolesAreNoRights({ files, read }) {
  const asked =
    /\brole\s*[!=]==?\s*['"](owner|admin|developer|guest|viewer|auditor|agent)['"]|['"](owner|admin|developer|guest|viewer|auditor|agent)['"]\s*[!=]==?\s*[\w.?]*\brole\b/;
  return files
    .filter((file) => /^packages\/(web|sdk)\/src\/.*\.tsx?$/.test(file) && !test.test(file))
    .filter((file) => !namesRoles.has(file) && asked.test(read(file)))
    .map((file) => `${file}: asks for the name of a role; what may be done is asked of rights`);
}

export const rules = {
  shortFiles,
  sqlInStores,
  honestFolders,
  noMachinery,
  linksResolve,
  dependenciesExplained,
  documentedTestCommand,
  modulesAreListed,
  rolesAreNoRights,
  outwardThroughEgress,
};

/** @returns {string[]} every breach in the tree, prefixed with the rule's name */
export function breaches(tree = root) {
  const opened = open(tree);
  return Object.entries(rules).flatMap(([name, rule]) => rule(opened).map((breach) => `${name}: ${breach}`));
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const found = breaches();
  for (const breach of found) console.error(breach);
  console.log(`rules: ${Object.keys(rules).length} rules, ${found.length} breaches`);
  if (found.length > 0) process.exitCode = 1;
}
