import { defineConfig } from 'vite';

/**
 * Bundles Offcut's own sources for Node, one file for each kind of process or thread;
 * npm packages stay outside the bundles.
 */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        cli: 'src/cli/main.ts',
        engine: 'src/engine/main.ts',
        inference: 'src/engine/inference/thread.ts',
        heic: 'src/engine/codec/heic/thread.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
});
