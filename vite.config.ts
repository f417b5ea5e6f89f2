import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (...parts: string[]) => path.join(import.meta.dirname, ...parts);

/**
 * Bundles Offcut's own sources, for each environment that they run in:
 * - `client`: the window's page. Everything is bundled, npm packages too.
 * - `preload`: the bridge. A sandboxed preload must be one CommonJS file.
 * - `node`: one file for each kind of process or thread; npm packages stay outside.
 */
export default defineConfig({
  root: at('src', 'renderer'),
  plugins: [react()],
  environments: {
    client: {
      build: {
        outDir: at('dist', 'renderer'),
        emptyOutDir: true,
        target: 'chrome140',
        sourcemap: true,
        // It is read from the disk, not from the network.
        chunkSizeWarningLimit: 2000,
      },
    },
    preload: {
      consumer: 'server',
      resolve: { external: ['electron'], noExternal: true },
      build: {
        outDir: at('dist'),
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        rolldownOptions: {
          input: { preload: at('src/preload/preload.ts') },
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
    node: {
      consumer: 'server',
      resolve: { external: true },
      build: {
        ssr: true,
        target: 'node20',
        outDir: at('dist'),
        emptyOutDir: true,
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          input: {
            cli: at('src/cli/main.ts'),
            main: at('src/main/main.ts'),
            engine: at('src/engine/main.ts'),
            inference: at('src/engine/inference/thread.ts'),
            heic: at('src/engine/codec/heic/thread.ts'),
          },
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      // The first one empties the folder for the others.
      for (const name of ['node', 'preload', 'client']) {
        const environment = builder.environments[name];
        if (environment !== undefined) await builder.build(environment);
      }
    },
  },
});
