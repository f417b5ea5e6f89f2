const rawIpc = new Set(['ipcMain', 'ipcRenderer']);
/** Those, and the channel that a WebContents and a frame have of their own. */
const rawIpcFields = new Set([...rawIpc, 'ipc']);

/** The text of a literal, also of one in backticks; undefined when only running it could tell. */
function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  const plain = node?.type === 'TemplateLiteral' && node.expressions.length === 0;
  return plain ? node.quasis[0].value.cooked : undefined;
}

/** Electron's module, or one of its parts such as `electron/main`. */
const isElectron = (node) => /^electron(\/|$)/.test(textOf(node) ?? '');

const nameOf = (node) => (node.type === 'Identifier' ? node.name : textOf(node));

/** What a property is called, where that stands in the code. */
const fieldOf = (key, computed) => (computed ? textOf(key) : nameOf(key));

/**
 * Keeps raw IPC out: by its names, and by everything that brings all of Electron along. Types may
 * be imported, nothing can be sent with them.
 * @type {import('eslint').Rule.RuleModule}
 */
export const noRawIpc = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      raw: 'No {{ name }} here: what crosses the bridge is in src/shared/bridge/contract.ts.',
      whole: 'Import what you need of Electron by its name, so that it is seen to be no raw IPC.',
    },
  },
  create(context) {
    const refuseRaw = (node, name, names) => {
      if (names.has(name)) context.report({ node, messageId: 'raw', data: { name } });
    };
    const refuseWhole = (node, source) => {
      if (isElectron(source)) context.report({ node, messageId: 'whole' });
    };
    const refuseNamed = (specifier, name) => {
      if (name === 'default') context.report({ node: specifier, messageId: 'whole' });
      else refuseRaw(specifier, name, rawIpc);
    };
    return {
      ImportDeclaration: ({ importKind, source, specifiers }) => {
        if (importKind === 'type' || !isElectron(source)) return;
        for (const specifier of specifiers) {
          if (specifier.type !== 'ImportSpecifier') refuseWhole(specifier, source);
          else if (specifier.importKind !== 'type') {
            refuseNamed(specifier, nameOf(specifier.imported));
          }
        }
      },
      ExportNamedDeclaration: ({ exportKind, source, specifiers }) => {
        if (exportKind === 'type' || !isElectron(source)) return;
        for (const specifier of specifiers) refuseNamed(specifier, nameOf(specifier.local));
      },
      ExportAllDeclaration: (node) => {
        if (node.exportKind !== 'type') refuseWhole(node, node.source);
      },
      ImportExpression: (node) => {
        refuseWhole(node, node.source);
      },
      TSExternalModuleReference: (node) => {
        refuseWhole(node, node.expression);
      },
      // Whatever is called with the module's name may hand it out: `require`, however it was made.
      CallExpression: (node) => {
        refuseWhole(node, node.arguments[0]);
      },
      MemberExpression: ({ property, computed }) => {
        refuseRaw(property, fieldOf(property, computed), rawIpcFields);
      },
      'ObjectPattern > Property': ({ key, computed }) => {
        refuseRaw(key, fieldOf(key, computed), rawIpcFields);
      },
    };
  },
};
