import { defineConfig } from 'vitest/config';

/**
 * `unit`: beside the code, seconds. `providers`: the adapters of cloud services against servers that
 * behave as those are documented, by `npm run test:providers`. `e2e`: the built command line and the real engine, minutes;
 * its files run one after another because they share two cores with the engine. `faults`: the long
 * forms of fault tests, by `npm run test:faults`.
 */
/** As patient as `eventually`: a machine that is busy must not fail what only takes its time. */
const patience = { poll: { timeout: 30_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          expect: patience,
          include: [
            'src/**/*.test.ts',
            'eslint/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'providers',
          expect: patience,
          include: ['test/providers/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'api',
          include: ['test/api/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'integration',
          expect: patience,
          include: ['test/integration/**/*.test.ts', 'test/host/**/*.test.ts'],
          globalSetup: ['test/setup/build.ts', 'test/setup/models.ts', 'test/setup/browser.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/fault/**/*.test.ts'],
          globalSetup: ['test/setup/build.ts', 'test/setup/models.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/fault/**/*.full.ts'],
          globalSetup: ['test/setup/build.ts', 'test/setup/models.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
