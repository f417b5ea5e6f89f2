/** What a script of the page would do to break its policy, by the part of the policy it breaks. */
export const breaches: Readonly<Record<string, readonly string[]>> = {
  'script-src-elem': [
    add('script', { text: 'ran()' }),
    add('script', { src: 'https://example.com/a.js' }),
    add('script', { src: 'data:text/javascript,ran()' }),
    `const src = URL.createObjectURL(new Blob(['ran()'])); ${add('script', 'src')}`,
    `import('data:text/javascript,ran()').catch(() => undefined)`,
    `location.href = 'javascript:ran()'`,
  ],
  'script-src-attr': [
    `document.body.insertAdjacentHTML('beforeend', '<img onerror="ran()" src="none">')`,
  ],
  'script-src': [`eval('ran()')`, `new Function('ran()')()`, `setTimeout('ran()')`],
  'style-src-elem': [
    add('style', { textContent: 'body { outline: 9px solid }' }),
    add('link', { rel: 'stylesheet', href: 'https://example.com/a.css' }),
  ],
  'style-src-attr': [
    `document.body.insertAdjacentHTML('beforeend', '<p style="outline: 9px solid"></p>')`,
  ],
  'img-src': [
    add('img', { src: 'https://example.com/a.png' }),
    add('img', { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' }),
  ],
  'connect-src': [
    `fetch('https://example.com/').catch(() => undefined)`,
    `fetch('http://127.0.0.1:9/').catch(() => undefined)`,
    `fetch('/index.html').catch(() => undefined)`,
    `const request = new XMLHttpRequest(); request.open('GET', 'https://example.com/'); request.send()`,
    `navigator.sendBeacon('https://example.com/', 'x')`,
    `new EventSource('https://example.com/')`,
  ],
  'worker-src': [
    `new Worker(URL.createObjectURL(new Blob(['1'])))`,
    `new SharedWorker('/worker.js')`,
    `navigator.serviceWorker.register('/worker.js').catch(() => undefined)`,
  ],
  'frame-src': [
    add('iframe', { src: 'https://example.com/' }),
    add('iframe', { src: 'data:text/html,x' }),
  ],
  'object-src': [
    add('object', { data: 'https://example.com/' }),
    add('embed', { src: 'https://example.com/' }),
  ],
  'media-src': [add('video', { src: 'https://example.com/a.mp4' })],
  'font-src': [
    `new FontFace('x', 'url(https://example.com/a.woff2)').load().catch(() => undefined)`,
  ],
  'base-uri': [add('base', { href: 'https://example.com/' })],
  'form-action': [
    `const form = document.createElement('form'); form.action = 'https://example.com/'; document.body.append(form); form.submit()`,
  ],
};

/** Puts an element into the page; `properties` are values, or the name of a variable. */
function add(tag: string, properties: Readonly<Record<string, string>> | string): string {
  const given = typeof properties === 'string' ? `{ ${properties} }` : JSON.stringify(properties);
  return `document.body.append(Object.assign(document.createElement('${tag}'), ${given}))`;
}
