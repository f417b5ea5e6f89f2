import path from 'node:path';
import { RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import { environments } from './environments.js';
import { folderEnvironment } from './folder-environment.js';

RuleTester.describe = describe;
RuleTester.it = it;

const root = path.resolve('/repo');
const at = (file: string, code: string) => ({
  code,
  filename: path.join(root, file),
  options: [{ root, environments }],
});
const refused = (file: string, code: string, problem: string) => ({
  ...at(file, code),
  errors: [{ messageId: 'forbidden', data: { problem } }],
});

new RuleTester().run('folder-environment', folderEnvironment, {
  valid: [
    at('src/shared/recipe.ts', `import { z } from 'zod'; import { a } from './errors.ts';`),
    at('src/core/run.ts', `import fs from 'node:fs'; import { a } from '../shared/errors.ts';`),
    at('src/engine/codec/decode.ts', `import sharp from 'sharp'; import '../../shared/a.ts';`),
    at('src/cli/main.ts', `export { run } from '../core/run.ts';`),
    at('scripts/build.ts', `import sharp from 'sharp'; import '../src/engine/codec/decode.ts';`),
  ],
  invalid: [
    refused('src/shared/a.ts', `import 'node:fs';`, `src/shared may not use Node's node:fs`),
    refused('src/shared/a.ts', `import 'fs';`, `src/shared may not use Node's fs`),
    refused('src/shared/a.ts', `import '../core/b.ts';`, 'src/shared may not import from src/core'),
    refused('src/core/a.ts', `import 'sharp';`, 'src/core may not use the package sharp'),
    refused('src/core/a.ts', `import 'electron';`, 'src/core may not use the package electron'),
    refused('src/core/a.ts', `await import('sharp');`, 'src/core may not use the package sharp'),
    refused(
      'src/engine/a.ts',
      `export * from '../core/b.ts';`,
      'src/engine may not import from src/core',
    ),
    refused('src/engine/a.ts', `require('undici');`, 'src/engine may not use the package undici'),
    refused(
      'src/cli/a.ts',
      `export { x } from '../engine/b.ts';`,
      'src/cli may not import from src/engine',
    ),
    refused(
      'src/core/a.ts',
      `import '../../test/b.ts';`,
      'src/core may not import from outside src',
    ),
    refused(
      'src/elsewhere/a.ts',
      `import 'zod';`,
      'src/elsewhere is not listed in eslint/environments.js',
    ),
  ],
});
