/** Carries values as text, with the meaning that structured clone gives them. */
export interface Wire {
  /** Throws what Electron throws when a value cannot be cloned. */
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

type Node = null | boolean | number | string | readonly [tag: string, ...parts: unknown[]];

/**
 * Runs in Node and, from its own source text, in the page: it may use nothing from outside.
 * Arrays and objects are numbered in the order that both sides meet them, so that a value which
 * occurs twice, or holds itself, arrives as one.
 */
export function createWire(): Wire {
  const refusal = 'An object could not be cloned.';
  const numbers: readonly string[] = [
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
    'DataView',
  ];
  const errors: readonly string[] = [
    'Error',
    'EvalError',
    'RangeError',
    'ReferenceError',
    'SyntaxError',
    'TypeError',
    'URIError',
  ];
  const globals = globalThis as unknown as Record<string, new (...args: unknown[]) => object>;

  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
    return btoa(text);
  };
  const fromBase64 = (text: string): ArrayBuffer => {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
    return bytes.buffer;
  };
  const className = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

  const encodeObject = (value: object, seen: Map<object, number>): Node => {
    const known = seen.get(value);
    if (known !== undefined) return ['ref', known];
    seen.set(value, seen.size);
    const node = (inner: unknown) => encodeValue(inner, seen);
    const name = className(value);
    if (Array.isArray(value)) return ['array', Array.from(value, node)];
    if (value instanceof Date) return ['date', value.getTime()];
    if (value instanceof RegExp) return ['regexp', value.source, value.flags];
    if (value instanceof Map) return ['map', Array.from(value, ([k, v]) => [node(k), node(v)])];
    if (value instanceof Set) return ['set', Array.from(value, node)];
    if (value instanceof ArrayBuffer) return ['buffer', toBase64(new Uint8Array(value))];
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return ['view', name, toBase64(bytes)];
    }
    if (value instanceof Error) {
      const type = errors.includes(value.name) ? value.name : 'Error';
      return ['error', type, value.message, value.stack ?? ''];
    }
    // Blobs, elements, promises and the like have a class of their own.
    if (name !== 'Object') throw new Error(refusal);
    return ['object', Object.entries(value).map(([key, inner]) => [key, node(inner)])];
  };
  const encodeValue = (value: unknown, seen: Map<object, number>): Node => {
    if (value === undefined) return ['undefined'];
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'bigint') return ['bigint', String(value)];
    if (typeof value === 'number') {
      const plain = Number.isFinite(value) && !Object.is(value, -0);
      return plain ? value : ['number', Object.is(value, -0) ? '-0' : String(value)];
    }
    if (typeof value !== 'object') throw new Error(refusal);
    return encodeObject(value, seen);
  };

  const decodeValue = (node: Node, seen: unknown[]): unknown => {
    if (!Array.isArray(node)) return node;
    const [tag, first, second, third] = node as readonly unknown[];
    const keep = <T>(value: T): T => {
      seen.push(value);
      return value;
    };
    const inner = (child: unknown) => decodeValue(child as Node, seen);
    switch (tag) {
      case 'undefined':
        return undefined;
      case 'bigint':
        return BigInt(first as string);
      case 'number':
        return Number(first);
      case 'ref':
        return seen[first as number];
      case 'date':
        return keep(new Date(first as number));
      case 'regexp':
        return keep(new RegExp(first as string, second as string));
      case 'buffer':
        return keep(fromBase64(first as string));
      case 'view': {
        const type = numbers.includes(first as string) ? globals[first as string] : undefined;
        if (type === undefined) throw new Error(refusal);
        return keep(new type(fromBase64(second as string)));
      }
      case 'error': {
        const type = globals[first as string] ?? Error;
        return keep(Object.assign(new type(second as string), { stack: third }));
      }
      case 'array': {
        const array = keep<unknown[]>([]);
        for (const child of first as unknown[]) array.push(inner(child));
        return array;
      }
      case 'set': {
        const set = keep(new Set());
        for (const child of first as unknown[]) set.add(inner(child));
        return set;
      }
      case 'map': {
        const map = keep(new Map());
        for (const [key, child] of first as [unknown, unknown][]) map.set(inner(key), inner(child));
        return map;
      }
      default: {
        const object = keep<Record<string, unknown>>({});
        for (const [key, child] of first as [string, unknown][]) {
          // As an own property, whatever its name: `__proto__` is one too.
          Object.defineProperty(object, key, {
            value: inner(child),
            enumerable: true,
            writable: true,
            configurable: true,
          });
        }
        return object;
      }
    }
  };

  return {
    encode: (value) => JSON.stringify(encodeValue(value, new Map())),
    decode: (text) => decodeValue(JSON.parse(text) as Node, []),
  };
}
