import { defineConfig } from '@playwright/test';

/**
 * `desktop`: the built app as a user has it before them, in Electron or its stand-in. One app at a
 * time, because each shares its machine with an engine and a browser.
 */
export default defineConfig({
  testDir: 'test/desktop',
  testMatch: '**/*.spec.ts',
  outputDir: 'build/desktop',
  globalSetup: './test/desktop/global-setup.ts',
  workers: 1,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 40_000 },
  forbidOnly: process.env['CI'] !== undefined,
  // The report goes where PLAYWRIGHT_JSON_OUTPUT_FILE says.
  reporter: [['list'], ['json', { outputFile: 'build/desktop-report.json' }]],
});
