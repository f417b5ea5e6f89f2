/** What Electron's main process exports beside what the stand-in has. */
const missing = [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'globalShortcut',
  'ImageView',
  'inAppPurchase',
  'MessageChannelMain',
  'netLog',
  'parentPort',
  'pushNotifications',
  'ServiceWorkerMain',
  'ShareMenu',
  'sharedTexture',
  'TouchBar',
  'View',
  'webContents',
  'WebContentsView',
  'webFrameMain',
] as const;

const asUrl = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;

/**
 * The source of the module that `electron` means. Its names are fixed when the bundle is linked, so
 * that those the stand-in lacks are there too and throw once they are used.
 */
export function electronSource(names: readonly string[]): string {
  return `const { electron } = globalThis.offcutStandIn;
const lacking = (name) => {
  const refuse = () => { throw new Error('not in the stand-in: ' + name); };
  return new Proxy(function () {}, { get: refuse, apply: refuse, construct: refuse });
};
${names.map((name) => `export const ${name} = electron.${name};`).join('\n')}
${missing.map((name) => `export const ${name} = lacking('${name}');`).join('\n')}
export default electron;`;
}

/** The resolve hook, as the URL that \`module.register\` takes. */
export function resolveHook(source: string): string {
  return asUrl(`const url = ${JSON.stringify(asUrl(source))};
export async function resolve(specifier, context, next) {
  if (/^electron(\\/(main|common))?$/.test(specifier)) return { url, shortCircuit: true, format: 'module' };
  return next(specifier, context);
}`);
}
