// The dependency rules of docs/architecture.md, as data. scripts/boundaries.js runs them and proves that every
// source file was in fact read.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const server = '^packages/server/src/';
const modules = `${server}modules/`;
const edges = `${server}edges/`;
const tests = [
  '\\.test\\.tsx?$',
  '^packages/[^/]+/test/',
  `${server}testing/`,
  // Speaks HTTP to the edge from outside, for tests only.
  `${server}edges/http/rehearsal\\.ts$`,
];
/** Files that import something of a network module without reaching anybody with it. */
const outwardExceptions = Object.keys(
  JSON.parse(readFileSync(join(__dirname, 'scripts/outward.json'), 'utf8')).files,
).map((file) => file.replaceAll('.', '\\.'));
const order = JSON.parse(readFileSync(join(__dirname, 'packages/server/src/modules/order.json'), 'utf8'));

/** A package that may import itself, the named packages and libraries, and nothing else (no Node built-ins). */
function pure(name, allowed) {
  return {
    name: `${name}-is-pure`,
    comment: `${name} may import only itself${allowed.length > 0 ? ` and ${allowed.join(', ')}` : ''}.`,
    severity: 'error',
    from: { path: `^packages/${name}/src/`, pathNot: tests },
    to: {
      pathNot: [
        `^packages/${name}/`,
        ...allowed.flatMap((target) => [
          `^packages/${target}/src/`,
          `node_modules/${target}/`,
          `^(node:)?${target}$`,
        ]),
      ],
    },
  };
}

/** A package whose imports from this repository are limited; libraries are free. */
function layer(name, allowed) {
  return {
    name: `${name}-stays-in-its-layer`,
    comment: `${name} may import from this repository only ${[name, ...allowed].join(', ')}.`,
    severity: 'error',
    from: { path: `^packages/${name}/src/`, pathNot: tests },
    to: { path: '^(packages|bench)/', pathNot: [`^packages/(${[name, ...allowed].join('|')})/`] },
  };
}

/** Modules may know only those before them in modules/order.json; tests may arrange with any of them. */
function moduleOrder() {
  return order.map((name, position) => ({
    name: `module-order-${name}`,
    comment: `${name} may import only the modules before it in modules/order.json.`,
    severity: 'error',
    from: { path: `${modules}${name}/`, pathNot: tests },
    to: { path: modules, pathNot: order.slice(0, position + 1).map((earlier) => `${modules}${earlier}/`) },
  }));
}

module.exports = {
  forbidden: [
    pure('contract', ['zod']),
    pure('markdown', []),
    pure('policy', ['contract', '@cedar-policy/cedar-wasm']),
    pure('seal', ['crypto']),
    // Its door needs nothing of Node; node.ts and main.ts do.
    pure('verifier', ['crypto', 'fs', 'fs/promises']),
    {
      name: 'verifier-knows-no-writer',
      comment: 'Who checks the audit log shares no code with who writes it, not in tests either.',
      severity: 'error',
      from: { path: '^packages/verifier/' },
      to: { path: '^packages/(seal|server)/' },
    },
    {
      name: 'writer-knows-no-verifier',
      comment: 'Who writes the audit log shares no code with who checks it.',
      severity: 'error',
      from: { path: '^packages/seal/' },
      to: { path: '^packages/verifier/' },
    },
    // A mistake of the server must not be one of whoever watches it: of ours it takes formats and proofs, nothing else.
    layer('witness', ['seal']),
    {
      name: 'nobody-imports-the-witness',
      comment: 'A witness is a process of its own, best of somebody else; tests start it as one.',
      severity: 'error',
      from: { path: '^(packages|bench)/', pathNot: ['^packages/witness/', ...tests] },
      to: { path: '^packages/witness/' },
    },
    layer('sdk', ['contract', 'policy']),
    layer('cli', ['sdk', 'contract', 'seal', 'verifier']),
    layer('web', ['sdk', 'contract', 'markdown', 'seal', 'verifier']),
    layer('server', ['contract', 'policy', 'markdown', 'seal']),
    {
      name: 'only-server-imports-server',
      comment: 'Clients speak to the server over its contract. Benchmarks and tests may start one.',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/server/', ...tests] },
      to: { path: '^packages/server/' },
    },
    {
      name: 'kernel-knows-no-chat',
      comment: 'The kernel never imports modules, edges or the composition root.',
      severity: 'error',
      from: { path: `${server}kernel/`, pathNot: tests },
      to: { path: '^packages/server/', pathNot: [`${server}kernel/`] },
    },
    {
      name: 'modules-through-their-door',
      comment: 'A module is reached only through its index.ts, by tests of other modules too.',
      severity: 'error',
      from: { path: `${modules}([^/]+)/` },
      to: { path: modules, pathNot: [`${modules}$1/`, `${modules}[^/]+/index\\.ts$`] },
    },
    {
      name: 'modules-doors-from-outside',
      comment: 'The composition root uses the doors of modules, too.',
      severity: 'error',
      from: { path: server, pathNot: [modules, ...tests] },
      to: { path: modules, pathNot: [`${modules}[^/]+/index\\.ts$`, `${modules}order\\.json$`] },
    },
    {
      name: 'modules-know-no-edge',
      comment: 'A module imports the kernel, earlier modules and the pure packages; never an edge or app.ts.',
      severity: 'error',
      from: { path: modules, pathNot: tests },
      to: { path: '^packages/server/', pathNot: [modules, `${server}kernel/`] },
    },
    ...moduleOrder(),
    {
      name: 'module-is-listed',
      comment: 'A module that modules/order.json does not list has no place yet.',
      severity: 'error',
      from: { path: `${modules}[^/]+/`, pathNot: [...order.map((name) => `${modules}${name}/`), ...tests] },
      to: { path: modules },
    },
    {
      name: 'edges-get-everything-injected',
      comment:
        'An edge imports the contract and the kernel; modules and their stores are handed to it by app.ts.',
      severity: 'error',
      from: { path: edges, pathNot: tests },
      to: { path: '^packages/server/', pathNot: [edges, `${server}kernel/`] },
    },
    {
      name: 'edges-know-no-other-edge',
      severity: 'error',
      from: { path: `${edges}([^/]+)`, pathNot: tests },
      to: { path: edges, pathNot: [`${edges}$1`] },
    },
    {
      name: 'only-app-knows-both',
      comment: 'Only app.ts may import modules and edges.',
      severity: 'error',
      from: { path: server, pathNot: [`${server}app(\\.ts$|/)`, modules, edges, ...tests] },
      to: { path: [modules, edges] },
    },
    {
      name: 'driver-only-in-kernel-database',
      comment: 'The driver can open a transaction without a tenant context; kernel/database cannot.',
      severity: 'error',
      from: { path: '^packages/', pathNot: [`${server}kernel/database/`, ...tests] },
      to: { path: ['node_modules/(@types/)?pg/', 'node_modules/(@types/)?pg-[^/]+/'] },
    },
    {
      name: 'network-only-in-egress',
      comment:
        'What opens its own connections escapes the egress guard. Which names the exceptions may import, scripts/outward.js says.',
      severity: 'error',
      from: {
        path: server,
        pathNot: [`${server}kernel/egress/`, ...outwardExceptions.map((file) => `^${file}$`), ...tests],
      },
      to: {
        path: [
          '^(node:)?(http|https|http2|net|tls|dgram|dns|dns/promises|quic|_http_client|_tls_wrap)$',
          'node_modules/undici/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'egress-through-its-door',
      comment: 'The parts of the guard are of no use to anybody else; one of them alone is no guard.',
      severity: 'error',
      from: { path: '^packages/', pathNot: `${server}kernel/egress/` },
      to: { path: `${server}kernel/egress/`, pathNot: `${server}kernel/egress/index\\.ts$` },
    },
    {
      name: 'production-knows-no-test',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^packages/' },
      to: { circular: true },
    },
    {
      name: 'imports-resolve',
      severity: 'error',
      from: { path: '^(packages|bench)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'dependencies-are-declared',
      comment: 'A library must be in the package.json of the package that imports it.',
      severity: 'error',
      from: { path: '^(packages|bench)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'production-needs-no-development-dependency',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|golden|vectors|test-results)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
