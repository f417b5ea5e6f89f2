/** Names that JavaScript itself, tools and test runners look for on any object. */
const askedByTools = new Set([
  'then',
  'catch',
  'toJSON',
  'asymmetricMatch',
  '$$typeof',
  'nodeType',
]);

export const notInStandIn = (name: string): Error => new Error(`not in the stand-in: ${name}`);

/**
 * An object whose missing members throw, so that nothing passes by silence. What is assigned to it
 * is kept: tests replace members.
 */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (object, key, receiver) => {
      if (typeof key === 'symbol' || key in object || askedByTools.has(key)) {
        return Reflect.get(object, key, receiver) as unknown;
      }
      throw notInStandIn(`${name}.${key}`);
    },
  });
}
