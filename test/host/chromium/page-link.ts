import { readFileSync } from 'node:fs';
import type { CDPSession, Frame, Page } from 'playwright-core';
import { bindingName, initScript } from './page/init-script.ts';
import type { Clip, PageMessage } from './page/messages.ts';
import { createWire } from './page/wire.ts';
import { browser } from './runtime.ts';

const wire = createWire();

export interface PageOptions {
  readonly width: number;
  readonly height: number;
  readonly preferences: Electron.WebPreferences;
  readonly onMessage: (frame: Frame, message: PageMessage) => unknown;
  /** What the app's clipboard holds; undefined as long as the app has put nothing there. */
  readonly clip: () => Clip | undefined;
}

/** A page of Chromium that shows a window's contents. */
export interface PageLink {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly targetId: string;
  /** Evaluates an expression in the page's main frame, as if the user had asked for it. */
  readonly evaluate: (expression: string) => Promise<unknown>;
}

export async function openPage(options: PageOptions): Promise<PageLink> {
  const page = await browser.newPage(options);
  const cdp = await page.context().newCDPSession(page);
  const { targetInfo } = await cdp.send('Target.getTargetInfo');
  await page.exposeBinding(bindingName, async ({ frame }, text: string) => {
    const result = await options.onMessage(frame, wire.decode(text) as PageMessage);
    try {
      return wire.encode(result);
    } catch (error) {
      return wire.encode({ error: String(error) });
    }
  });
  await page.addInitScript(scriptOf(options.preferences));
  await answerQuestions(cdp, options.clip);
  const evaluate = async (expression: string) => {
    const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value as unknown;
  };
  return { page, cdp, targetId: targetInfo.targetId, evaluate };
}

function scriptOf(preferences: Electron.WebPreferences): string {
  const { preload, additionalArguments, nodeIntegrationInSubFrames } = preferences;
  const source = preload === undefined ? '' : readFileSync(preload, 'utf8');
  const { platform, arch } = process;
  const versions = { node: process.versions.node, v8: process.versions.v8 };
  const argv = [process.execPath, ...(additionalArguments ?? [])];
  return initScript(
    source,
    { platform, arch, versions, argv },
    nodeIntegrationInSubFrames === true,
  );
}

/**
 * `getPathForFile` answers at once, but only the debugging protocol knows a file's path, and it is
 * asked over a socket. So the page stops at a `debugger` statement with its question in a local
 * variable; here is the other side.
 */
async function answerQuestions(cdp: CDPSession, clip: () => Clip | undefined): Promise<void> {
  const answer = async (callFrameId: string): Promise<void> => {
    const ask = (expression: string) =>
      cdp.send('Debugger.evaluateOnCallFrame', { callFrameId, expression });
    const kind: unknown = (await ask('exchange.question.kind')).result.value;
    let value: unknown = kind === 'clip' ? clip() : '';
    if (kind === 'path') {
      const { objectId } = (await ask('exchange.question.file')).result;
      if (objectId !== undefined) value = (await cdp.send('DOM.getFileInfo', { objectId })).path;
    }
    await ask(`exchange.answer = ${JSON.stringify(wire.encode(value))}`);
  };
  cdp.on('Debugger.paused', ({ callFrames: [top] }) => {
    const asked = top?.functionName === 'standInSync' ? answer(top.callFrameId) : Promise.resolve();
    void asked
      .catch((error: unknown) => {
        console.error('A question of the page could not be answered:', error);
      })
      .then(() => cdp.send('Debugger.resume'))
      .catch(() => undefined);
  });
  await cdp.send('Debugger.enable');
}
