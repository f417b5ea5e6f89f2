/**
 * What each folder under src/ may import. The folder is the environment: a file's
 * place says where it can run, so a reviewer never has to ask.
 *
 * `folders`: sibling folders it may import from. `node`: Node's own modules.
 * `packages`: npm packages by name; a trailing `/*` allows a scope.
 */
export const environments = {
  shared: { folders: [], node: false, packages: ['zod', 'color-string'] },
  core: {
    folders: ['shared'],
    node: true,
    packages: [
      'zod',
      'undici',
      'proper-lockfile',
      'tinyglobby',
      'trash',
      'onnx-proto',
      'libsql',
      'chokidar',
      'picomatch',
      'conf',
      '@aws-sdk/client-s3',
      '@aws-sdk/s3-request-presigner',
      'fastify',
      '@fastify/*',
      'fastify-type-provider-zod',
      'prom-client',
      'standardwebhooks',
    ],
  },
  engine: {
    folders: ['shared'],
    node: true,
    packages: ['zod', 'sharp', 'onnxruntime-node', 'libheif-js'],
  },
  main: {
    folders: ['shared', 'core'],
    node: true,
    packages: ['electron', 'zod', 'electron-log', 'i18next', 'conf'],
  },
  preload: { folders: ['shared'], node: false, packages: ['electron'] },
  renderer: {
    folders: ['shared'],
    node: false,
    packages: [
      'react',
      'react-dom',
      'react-aria-components',
      '@tanstack/react-virtual',
      'lucide-react',
      'i18next',
      'react-i18next',
      'zod',
    ],
  },
  cli: { folders: ['shared', 'core'], node: true, packages: ['commander', 'cli-progress'] },
};
