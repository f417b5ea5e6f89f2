import type { Frame } from 'playwright-core';
import { asElectron, StandInEmitter, type Offered } from './emitter.ts';
import { fromChromium, originOf } from './origins.ts';

const known = new WeakMap<Frame, StandInWebFrameMain>();
let frames = 0;

export class StandInWebFrameMain extends StandInEmitter implements Offered<Electron.WebFrameMain> {
  readonly frameTreeNodeId: number;
  readonly routingId: number;
  readonly processId = 1;
  private readonly frame: Frame;

  constructor(frame: Frame) {
    super('WebFrameMain', 'webFrameMain');
    this.frame = frame;
    this.frameTreeNodeId = ++frames;
    this.routingId = frames;
  }

  get url(): string {
    return fromChromium(this.frame.url());
  }

  get origin(): string {
    return originOf(this.url);
  }

  get name(): string {
    return this.frame.name();
  }

  get detached(): boolean {
    return this.frame.isDetached();
  }

  get parent(): Electron.WebFrameMain | null {
    const parent = this.frame.parentFrame();
    return parent === null ? null : webFrameMain(parent);
  }

  get top(): Electron.WebFrameMain | null {
    return this.parent?.top ?? asElectron<Electron.WebFrameMain>(this);
  }

  get frames(): Electron.WebFrameMain[] {
    return this.frame.childFrames().map(webFrameMain);
  }

  isDestroyed(): boolean {
    return this.frame.isDetached();
  }
}

/** The one object for a frame, however often it is asked for. */
export function webFrameMain(frame: Frame): Electron.WebFrameMain {
  const found = known.get(frame) ?? new StandInWebFrameMain(frame);
  known.set(frame, found);
  return asElectron<Electron.WebFrameMain>(found);
}
