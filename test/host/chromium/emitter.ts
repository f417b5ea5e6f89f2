import { EventEmitter } from 'node:events';
import { events } from './events.ts';
import { notInStandIn, strict } from './not-in-stand-in.ts';

/** What a class of the stand-in offers of one of Electron's, with Electron's signatures. */
export type Offered<T> = Partial<Omit<T, keyof EventEmitter>>;

/**
 * Hands an object of the stand-in to the app as Electron's. The types cannot be converted: the
 * stand-in has only a part of the members, and `strict` guards the rest.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a conversion
export const asElectron = <T>(mine: object): T => mine as unknown as T;

type Listener = (...args: unknown[]) => void;

/** Emits only events that the stand-in really has: listening for another one throws. */
export class StandInEmitter extends EventEmitter {
  private readonly emitted: readonly string[];
  private readonly nameForErrors: string;

  constructor(type: keyof typeof events, name: string) {
    super();
    this.emitted = events[type];
    this.nameForErrors = name;
    return strict(name, this);
  }

  private check(event: string | symbol): void {
    if (typeof event === 'symbol' || this.emitted.includes(event)) return;
    throw notInStandIn(`${this.nameForErrors}.on('${event}')`);
  }

  override on(event: string | symbol, listener: Listener): this {
    this.check(event);
    return super.on(event, listener);
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }

  override once(event: string | symbol, listener: Listener): this {
    this.check(event);
    return super.once(event, listener);
  }
}

/** An event whose default can be prevented, as Electron passes it as the first argument. */
export class StandInEvent {
  defaultPrevented = false;

  constructor(details: object = {}) {
    Object.assign(this, details);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Emits a preventable event; true when a listener has prevented its default. */
export function emitPreventable(
  emitter: EventEmitter,
  name: string,
  details: object = {},
  ...args: unknown[]
): boolean {
  const event = new StandInEvent(details);
  emitter.emit(name, event, ...args);
  return event.defaultPrevented;
}
