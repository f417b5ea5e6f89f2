import path from 'node:path';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { environments } from './eslint/environments.js';
import { folderEnvironment } from './eslint/folder-environment.js';
import { noRawIpc } from './eslint/no-raw-ipc.js';

const root = import.meta.dirname;
const offcut = { rules: { 'folder-environment': folderEnvironment, 'no-raw-ipc': noRawIpc } };

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'models/', '**/cutouts/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        // A file is linted in the first that knows it, and tests bring theirs into the last one,
        // where there is no DOM.
        project: [
          ...Object.keys(environments).map((folder) => `src/${folder}/tsconfig.json`),
          'tsconfig.json',
        ].map((file) => path.join(root, file)),
        tsconfigRootDir: root,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/engine/codec/image-library.ts', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          name: 'sharp',
          message: 'Use src/engine/codec/image-library.ts, which blocks the loaders not needed.',
          allowTypeImports: true,
        },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/main/bridge/**', 'src/preload/**', '**/*.test.ts'],
    plugins: { offcut },
    rules: { 'offcut/no-raw-ipc': 'error' },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    // Tests run in Node with everything at hand, whatever they test.
    ignores: ['**/*.test.ts'],
    plugins: { offcut },
    rules: {
      'offcut/folder-environment': ['error', { root, environments }],
      'max-lines': ['error', { max: 400, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
);
