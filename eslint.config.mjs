import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What a part of src may import; anything else is an error. */
const allowed = {
  core: ['core'],
  images: ['images', 'core'],
  state: ['state', 'core'],
  providers: ['providers', 'core', 'images'],
  planning: ['planning', 'providers', 'tables', 'core', 'state'],
  tables: ['tables', 'core'],
  signing: ['signing', 'core'],
  products: ['products', 'core'],
  reporting: ['reporting', 'tables', 'core', 'state'],
  activities: ['activities', 'planning', 'providers', 'reporting', 'tables', 'state', 'images', 'core', 'workflows'],
  workflows: ['workflows', 'core'],
  jobs: ['jobs', 'core'],
  embedded: ['embedded', 'core', 'workflows'],
  client: ['client', 'jobs', 'core', 'state', 'reporting', 'tables', 'signing', 'products', 'workflows', 'embedded'],
};
const parts = [...Object.keys(allowed)];

function zonesOf([part, may]) {
  const forbidden = parts.filter((other) => !may.includes(other));
  return forbidden.map((other) => ({
    target: `./src/${part}`,
    from: `./src/${other}`,
    // The types of activities are all that workflows see of them.
    ...(part === 'workflows' && other === 'activities' ? { except: ['./types.ts'] } : {}),
    message: `src/${part} does not know src/${other}.`,
  }));
}

/** Which packages only these places may import. */
const sdkHomes = {
  cloudinary: ['src/providers/cloudinary/**', 'bench/**'],
  googleapis: ['src/providers/google-drive/**', 'bench/**'],
  'google-auth-library': ['src/providers/google-drive/**', 'bench/**'],
  dropbox: ['src/providers/dropbox/**', 'bench/**'],
  'flickr-sdk': ['src/providers/flickr/**', 'bench/**'],
  'csv-parse': ['src/tables/**', 'bench/**'],
  sharp: ['src/images/**', 'sandbox/**', 'examples/**', 'bench/**'],
  'better-sqlite3': ['src/state/**', 'src/products/**'],
  pg: ['src/state/**', 'src/products/**'],
  mysql2: ['src/products/**'],
  kysely: ['src/state/**'],
  undici: ['src/providers/http/**'],
  'ipaddr.js': ['src/providers/http/**'],
  express: ['src/client/rest/**'],
};

const temporalHomes = [
  'src/workflows/**',
  'src/activities/**',
  'src/worker.ts',
  'src/client/job-client.ts',
  'src/client/schedule-client.ts',
  'src/embedded/**',
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'scripts/', 'bin/', '*.js', '*.mjs'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...Object.entries(allowed).flatMap(zonesOf),
            { target: './src', from: './sandbox', message: 'ferry and the sandbox meet on the wire only.' },
            { target: './sandbox', from: './src', message: 'ferry and the sandbox meet on the wire only.' },
            ...['local', 'cloudinary', 'google-drive', 'dropbox', 'flickr'].map((name) => ({
              target: `./src/providers/${name}`,
              from: './src/providers',
              except: [
                `./${name}`,
                './provider.ts',
                './albums.ts',
                './provider-error.ts',
                './define-provider.ts',
                './md5.ts',
                './abortable-pieces.ts',
                './unmetered.ts',
                './keyed-lock.ts',
                './sign-in.ts',
                './resuming-stream.ts',
                './verified-stream.ts',
                './connection-codes.ts',
              ],
              message: 'A provider never imports another.',
            })),
          ],
        },
      ],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/require-await': 'off',
      // Contracts are objects with methods here, taken apart freely; none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Rows of a database and answers of a service are not always what their types say.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'src/settings.ts alone reads the environment.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'sandbox/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: Object.keys(sdkHomes).map((name) => ({ name, message: `${name} stays in its own folder.` })),
          patterns: [
            {
              group: ['@temporalio/*'],
              message: 'Temporal is used by workflows, activities, the worker, the job client and embedded.',
            },
          ],
        },
      ],
    },
  },
  ...Object.entries(sdkHomes).map(([name, files]) => ({
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: Object.keys(sdkHomes)
            .filter((other) => other !== name && !sdkHomes[other].some((home) => files.includes(home)))
            .map((other) => ({ name: other, message: `${other} stays in its own folder.` })),
        },
      ],
    },
  })),
  {
    files: temporalHomes,
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: Object.keys(sdkHomes).map((name) => ({ name, message: `${name} stays in its own folder.` })) },
      ],
    },
  },
  {
    files: ['src/workflows/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'node:*',
                'zod',
                'kysely',
                'pg',
                'sharp',
                '@temporalio/client',
                '@temporalio/worker',
                '@temporalio/activity',
              ],
              message: 'Workflows run in a sandbox of their own: no Node, no SDK.',
            },
          ],
        },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  {
    files: ['src/workflows/**/*.ts'],
    rules: {
      // Types of activities only: what they do never runs in a workflow.
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/activities/*', '**/state/*'], allowTypeImports: true, message: 'Types only.' }] },
      ],
    },
  },
  {
    files: ['src/settings.ts', 'test/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['sandbox/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  // A lock that the system gives back when its holder dies is what SQLite has.
  { files: ['src/embedded/exclusive-lock.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/client/cli/wiring/**/*.ts'], rules: { 'import-x/no-restricted-paths': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': 'off',
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
