// The import rules. Default deny: a file may import only from the folders listed here for its own folder.

/** For each importing path, the paths that it may import. Tests may import more: see `tests` below. */
const layers = {
  '^middleware\\.ts$': [
    'lib/shared',
    'lib/server/auth/session-cookie\\.ts',
    'lib/server/http/content-security-policy\\.ts',
    'lib/server/env\\.ts',
  ],
  '^instrumentation\\.ts$': ['lib/server/startup/start-server\\.ts'],
  '^app/': [
    'app',
    'components',
    'lib/shared',
    'lib/server/(compose(-engines)?\\.ts|http|auth|kit/card-)',
  ],
  '^components/ui/': ['components/ui'],
  '^components/(?!ui/)': ['components', 'lib/client', 'lib/shared'],
  '^lib/shared/': ['lib/shared'],
  '^lib/client/': ['lib/client', 'lib/shared'],
  // The layers of the server, from the lowest to the highest.
  '^lib/server/shared/': ['lib/server/shared', 'lib/shared'],
  '^lib/server/images/': ['lib/server/(images|shared)', 'lib/shared'],
  '^lib/server/kit/': ['lib/server/(kit|shared)', 'lib/shared'],
  '^lib/server/profile/domain/': ['lib/server/profile/domain', 'lib/server/shared', 'lib/shared'],
  '^lib/server/profile/ports\\.ts$': [
    'lib/server/profile/domain',
    'lib/server/(images|shared)',
    'lib/shared',
  ],
  '^lib/server/profile/shared/': [
    'lib/server/(kit|profile/(domain|shared))',
    'lib/server/profile/ports\\.ts',
    'lib/server/shared',
    'lib/shared',
  ],
  '^lib/server/profile/processing/': [
    'lib/server/profile/(domain|shared|processing)',
    'lib/server/profile/ports\\.ts',
    'lib/server/(images|shared)',
    'lib/shared',
  ],
  '^lib/server/profile/use-cases/': ['lib/server/(profile|kit|shared)', 'lib/shared'],
  '^lib/server/aws/': [
    'lib/server/(aws|shared)',
    'lib/server/profile/domain',
    'lib/server/profile/ports\\.ts',
    'lib/shared',
  ],
  '^lib/server/webhook/': [
    'lib/server/(webhook|shared)',
    'lib/server/profile/domain',
    'lib/server/profile/ports\\.ts',
    'lib/shared',
  ],
  '^lib/server/telemetry/': [
    'lib/server/(telemetry|shared)',
    'lib/server/profile/ports\\.ts',
    'lib/shared',
  ],
  '^lib/server/(env|env-values|variables)\\.ts$': [
    'lib/server/(env|env-values|variables)\\.ts',
    'lib/server/shared',
    'lib/shared',
  ],
  '^lib/server/startup/': [
    'lib/server/(startup|telemetry|shared)',
    'lib/server/env\\.ts',
    'lib/shared',
  ],
  '^lib/server/compose-engines\\.ts$': [
    'lib/server/(aws|shared)/',
    'lib/server/env\\.ts',
    'lib/shared',
  ],
  '^lib/server/compose\\.ts$': [
    'lib/server/compose-engines\\.ts',
    'lib/server/(aws|webhook|profile|images|kit|telemetry|shared)/',
    'lib/server/env\\.ts',
    'lib/shared',
  ],
  '^lib/server/auth/': [
    'lib/server/(auth|profile|shared)',
    'lib/server/(compose|env)\\.ts',
    'lib/shared',
  ],
  '^lib/server/http/': [
    'lib/server/(http|auth|kit|shared)',
    'lib/server/(compose|env)\\.ts',
    'lib/shared',
  ],
  '^packages/strict-s3/': ['packages/strict-s3'],
  '^packages/odd-images/': ['packages/odd-images'],
  '^dev/': ['dev', 'packages', 'lib/server', 'lib/shared'],
  '^test/': ['test', 'dev', 'packages', 'app', 'components', 'lib', 'ops', 'deployment'],
  '^ops/': ['ops', 'dev', 'packages', 'lib/server', 'lib/shared'],
  '^deployment/': ['deployment', 'dev', 'packages', 'lib/server', 'lib/shared'],
  '^e2e/': ['e2e', 'test', 'dev', 'packages', 'lib', 'components/(i18n|messages)'],
  '^bench/': ['bench', 'test', 'dev', 'packages', 'app', 'lib', 'components/messages'],
};

const project =
  '^(app|components|lib|packages|dev|test|ops|deployment|e2e|bench)/|^(middleware|instrumentation)\\.ts$';
const tests = '\\.test\\.tsx?$';
const product = '^(app|components|lib)/|^(middleware|instrumentation)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(layers).map(([from, to]) => ({
      name: `from ${from}`,
      comment: `may import only ${to.join(', ')}`,
      severity: 'error',
      from: { path: from, pathNot: tests },
      to: {
        path: project,
        pathNot: to.map((path) => (path.endsWith('.ts') ? `^${path}$` : `^${path}`)),
      },
    })),
    {
      name: 'every folder has a rule',
      severity: 'error',
      from: { path: project, pathNot: [...Object.keys(layers), tests] },
      to: { path: project },
    },
    {
      name: 'tests of the browser half do not import the server',
      severity: 'error',
      from: { path: `^(components|lib/client|lib/shared)/.*${tests}` },
      to: { path: '^(app|lib/server|ops|deployment|e2e|bench)/' },
    },
    {
      name: 'packages import nothing from the rest of the repository, not even in tests',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: project, pathNot: '^packages/$1/' },
    },
    {
      name: 'strict-s3 needs no package to run',
      severity: 'error',
      from: { path: '^packages/strict-s3/src/', pathNot: tests },
      to: { path: 'node_modules' },
    },
    {
      name: 'use cases import no vendor SDK and no framework',
      severity: 'error',
      from: { path: '^lib/server/(profile|images|kit|shared)/', pathNot: tests },
      to: { path: '(^|node_modules/)(@aws-sdk|@smithy|next|next-auth|react)(/|$)' },
    },
    {
      name: 'only the child process decodes images',
      comment: 'a file that takes too long or crashes libvips must not stop the server',
      severity: 'error',
      from: {
        path: product,
        pathNot: [
          tests,
          '^lib/server/images/(child-main|validate-image|encode|decode|plain-cmyk|confined-sharp)\\.ts$',
        ],
      },
      to: {
        path: '^lib/server/images/(child-main|validate-image|encode|decode|plain-cmyk|confined-sharp)\\.ts$|node_modules/sharp/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'lib/shared imports only zod',
      severity: 'error',
      from: { path: '^lib/shared/', pathNot: tests },
      to: { pathNot: ['^lib/shared/', 'node_modules/zod/'] },
    },
    {
      name: 'browser code imports no server package',
      severity: 'error',
      from: { path: '^(components|lib/client|lib/shared)/', pathNot: tests },
      to: { path: '(^|node_modules/)(@aws-sdk|@smithy|sharp|pino)(/|$)' },
    },
    {
      name: 'the product runs without development packages',
      severity: 'error',
      from: { path: product, pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'imports resolve',
      // Their packages are installed only for deployments, whose types `npm run test:deployment` checks, and for benchmarks.
      severity: 'error',
      from: { pathNot: '^(deployment/cdk|bench/upload/pages)/|^bench/upload/peer-apis' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^((bench/(bare|server)-app/)?\\.next|\\.local|packages/[^/]+/dist)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.jsx', '.json'],
    },
  },
};
