import { EventEmitter } from 'node:events';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** Finds the pages of the app's windows over the test's own connection to the browser. */
export class WindowPages {
  readonly #changed = new EventEmitter();
  readonly #pages = new Map<string, Page>();
  #targets: readonly string[] = [];
  #ended: Error | undefined;

  connect(endpoint: string): void {
    chromium
      .connectOverCDP(endpoint)
      .then(async (browser) => {
        const [context] = browser.contexts();
        if (context === undefined) return;
        context.on('page', (page) => void this.#add(context, page));
        await Promise.all(context.pages().map((page) => this.#add(context, page)));
      })
      .catch((error: unknown) => {
        if (this.#ended === undefined) this.end(error as Error);
      });
  }

  show(targets: readonly string[]): void {
    this.#targets = targets;
    this.#changed.emit('changed');
  }

  end(error: Error): void {
    this.#ended ??= error;
    this.#changed.emit('changed');
  }

  all(): readonly Page[] {
    return this.#targets.flatMap((target) => this.#pages.get(target) ?? []);
  }

  async first(): Promise<Page> {
    for (;;) {
      const [page] = this.all();
      if (page !== undefined) return page;
      if (this.#ended !== undefined) throw this.#ended;
      await new Promise((resolve) => this.#changed.once('changed', resolve));
    }
  }

  async #add(context: BrowserContext, page: Page): Promise<void> {
    try {
      const session = await context.newCDPSession(page);
      const { targetInfo } = await session.send('Target.getTargetInfo');
      await session.detach();
      this.#pages.set(targetInfo.targetId, page);
      page.on('close', () => this.#pages.delete(targetInfo.targetId));
      this.#changed.emit('changed');
    } catch {
      // It was closed in the meantime.
    }
  }
}
