import type { Page } from 'playwright-core';

/** Drops files and folders onto an element, as from a file manager; works on both hosts. */
export async function dropFiles(
  page: Page,
  selector: string,
  paths: readonly string[],
): Promise<void> {
  const target = page.locator(selector).first();
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error(`${selector} is not shown: nothing can be dropped there`);
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...point, data });
  }
  await session.detach();
}

/** Chooses files for an `<input type=file>`. Over a connection, Playwright's own way forgets paths. */
export async function chooseFiles(
  page: Page,
  selector: string,
  paths: readonly string[],
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument', { depth: 0 });
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  await session.send('DOM.setFileInputFiles', { nodeId, files: [...paths] });
  await session.detach();
}
