import { builtinModules } from 'node:module';
import path from 'node:path';

const builtins = new Set(builtinModules);

const packageName = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const isAllowedPackage = (name, allowed) =>
  allowed.some((entry) =>
    entry.endsWith('/*') ? name.startsWith(entry.slice(0, -1)) : entry === name,
  );

/** The folder directly under src/ that holds `file`, or undefined. */
function environmentOf(file, root) {
  const [top, folder, ...rest] = path.relative(root, file).split(path.sep);
  return top === 'src' && rest.length > 0 ? folder : undefined;
}

/** Why `specifier` may not be imported from `file`, or undefined when it may. */
function problemWith(specifier, file, root, environments) {
  const folder = environmentOf(file, root);
  if (folder === undefined) return undefined;
  const environment = environments[folder];
  if (environment === undefined) return `src/${folder} is not listed in eslint/environments.js`;

  if (specifier.startsWith('.')) {
    const target = environmentOf(path.resolve(path.dirname(file), specifier), root);
    if (target === folder || environment.folders.includes(target)) return undefined;
    return `src/${folder} may not import from ${target === undefined ? 'outside src' : `src/${target}`}`;
  }
  if (specifier.startsWith('node:') || builtins.has(specifier)) {
    return environment.node ? undefined : `src/${folder} may not use Node's ${specifier}`;
  }
  const name = packageName(specifier);
  return isAllowedPackage(name, environment.packages)
    ? undefined
    : `src/${folder} may not use the package ${name}`;
}

/**
 * Holds every import under src/ against the table of environments.
 * @type {import('eslint').Rule.RuleModule}
 */
export const folderEnvironment = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: { root: { type: 'string' }, environments: { type: 'object' } },
        required: ['root', 'environments'],
      },
    ],
    messages: { forbidden: '{{ problem }}.' },
  },
  create(context) {
    const [{ root, environments }] = context.options;
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const problem = problemWith(source.value, context.filename, root, environments);
      if (problem) context.report({ node: source, messageId: 'forbidden', data: { problem } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
          check(node.arguments[0]);
        }
      },
    };
  },
};
