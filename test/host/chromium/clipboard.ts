import { asElectron, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';
import type { Clip } from './page/messages.ts';

type Content = ConstructorParameters<typeof Electron.ClipboardItem>[0];
let clip: Clip | undefined;

/** What the app, or a page of it, has put there; undefined when it never has. */
export const appClip = (): Clip | undefined => clip;

export function setCopied(text: string): void {
  clip = { text };
}

class StandInClipboardItem {
  private readonly content: Content;

  constructor(content: Content) {
    this.content = content;
    return strict('clipboardItem', this);
  }

  get types(): string[] {
    return Object.keys(this.content);
  }

  async getType(type: string): Promise<Blob> {
    const value = await this.content[type];
    if (typeof value === 'string') return new Blob([value], { type });
    if (value instanceof Blob) return value;
    throw new DOMException(`The type '${type}' was not found`, 'NotFoundError');
  }
}

/** One clipboard of the app's own, so that tests neither see nor change the user's. */
class StandInClipboard implements Offered<Electron.Clipboard> {
  clear(): void {
    clip = {};
  }

  has(type: string): Promise<boolean> {
    return Promise.resolve(Object.hasOwn(contentOf(clip), type));
  }

  read(): Promise<Electron.ClipboardItem[]> {
    const content = contentOf(clip);
    const items = Object.keys(content).length === 0 ? [] : [new ClipboardItem(content)];
    return Promise.resolve(items);
  }

  readText(): Promise<string> {
    return Promise.resolve(clip?.text ?? '');
  }

  writeText(text: string): Promise<void> {
    clip = { text };
    return Promise.resolve();
  }

  async write(items: readonly Electron.ClipboardItem[]): Promise<void> {
    let next: Clip = {};
    for (const item of items) {
      if (item.types.includes('text/plain')) {
        next = { ...next, text: await ((await item.getType<string>('text/plain')) as Blob).text() };
      }
      if (item.types.includes('image/png')) {
        const blob = (await item.getType<string>('image/png')) as Blob;
        next = { ...next, png: new Uint8Array(await blob.arrayBuffer()) };
      }
    }
    clip = next;
  }
}

function contentOf(held: Clip | undefined): Record<string, string | Blob> {
  const content: Record<string, string | Blob> = {};
  if (held?.text !== undefined) content['text/plain'] = held.text;
  if (held?.png !== undefined) {
    content['image/png'] = new Blob([Uint8Array.from(held.png)], { type: 'image/png' });
  }
  return content;
}

export type { StandInClipboard, StandInClipboardItem };
export const ClipboardItem = asElectron<typeof Electron.ClipboardItem>(
  strict('ClipboardItem', StandInClipboardItem),
);
export const clipboard = asElectron<Electron.Clipboard>(
  strict('clipboard', new StandInClipboard()),
);
