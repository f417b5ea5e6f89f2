import { findBrowser, noBrowser } from '../../test/host/chromium/find-browser.ts';
import { findElectron } from '../../test/host/electron.ts';
import { GOAL } from '../desktop/input-times.ts';
import { measureInputs } from '../desktop/inputs.ts';
import { measureStarts } from '../desktop/starts.ts';
import type { Scenario } from '../scenario.ts';

export const desktop: Scenario = {
  name: 'desktop',
  description: 'The start of the app, and how soon its window answers while a batch runs',
  goal: `worst input delay at most ${GOAL.limit} ms while a batch runs`,
  run: async (context) => {
    if (findElectron() === undefined && findBrowser() === undefined) {
      return { status: 'skipped', reason: noBrowser };
    }
    return {
      status: 'measured',
      findings: [await measureStarts(context), await measureInputs(context)],
    };
  },
};
