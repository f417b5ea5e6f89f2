import path from 'node:path';
import ts from 'typescript';
import { events } from '../chromium/events.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const emitterMethods = new Set(['on', 'once', 'off', 'addListener', 'removeListener']);

/**
 * Every use of Electron in the folders that the stand-in does not have, as `file:line what`: names
 * imported from `electron`, members of values whose type electron.d.ts declares, and the names of
 * the events that are listened for.
 */
export function unimplementedUses(folders: readonly string[]): readonly string[] {
  const mine = path.join(import.meta.dirname, 'implemented.ts');
  const program = createProgram([mine, ...folders.flatMap(sourcesIn)]);
  const checker = program.getTypeChecker();
  const implemented = readImplemented(program, mine);
  const found: string[] = [];
  for (const file of program.getSourceFiles()) {
    const name = path.relative(root, file.fileName).split(path.sep).join('/');
    if (!folders.some((folder) => name.startsWith(`${folder}/`))) continue;
    const report = (node: ts.Node, what: string | undefined) => {
      if (what === undefined) return;
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push(`${name}:${line + 1} ${what}`);
    };
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node)) {
        for (const one of importedNames(node)) {
          report(one, implemented.module.has(one.text) ? undefined : one.text);
        }
      } else if (ts.isPropertyAccessExpression(node)) {
        const symbol = checker.getSymbolAtLocation(node.name);
        report(node.name, implemented.lacks(symbol, eventName(node)));
      } else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
        const key = node.propertyName ?? node.name;
        const type = checker.getTypeAtLocation(node.parent);
        if (ts.isIdentifier(key)) report(key, implemented.lacks(type.getProperty(key.text)));
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

function sourcesIn(folder: string): readonly string[] {
  return ts.sys
    .readDirectory(path.join(root, folder), ['.ts'])
    .filter((file) => !file.endsWith('.test.ts'));
}

function createProgram(files: readonly string[]): ts.Program {
  const file = path.join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  return ts.createProgram([...files], { ...options, composite: false, noEmit: true });
}

function importedNames(node: ts.ImportDeclaration): readonly ts.Identifier[] {
  const from = (node.moduleSpecifier as ts.StringLiteral).text;
  const clause = node.importClause;
  const bindings = clause?.namedBindings;
  if (!/^electron(\/|$)/.test(from) || bindings === undefined) return [];
  if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || !ts.isNamedImports(bindings))
    return [];
  return bindings.elements.flatMap((element) => {
    const name = element.propertyName ?? element.name;
    return element.isTypeOnly || !ts.isIdentifier(name) ? [] : [name];
  });
}

/** The event of `x.on('event', …)`. */
function eventName(node: ts.PropertyAccessExpression): string | undefined {
  if (!emitterMethods.has(node.name.text) || !ts.isCallExpression(node.parent)) return undefined;
  const [first] = node.parent.arguments;
  return first !== undefined && ts.isStringLiteralLike(first) ? first.text : undefined;
}

interface ImplementedNames {
  readonly module: ReadonlySet<string>;
  /** What a member, or an event of its owner, is called when the stand-in lacks it. */
  readonly lacks: (symbol: ts.Symbol | undefined, event?: string) => string | undefined;
}

function readImplemented(program: ts.Program, mine: string): ImplementedNames {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(mine);
  const named = (name: string): ts.Type => {
    const found = source?.statements.find(
      (one): one is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
        (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) &&
        one.name.text === name,
    );
    if (found === undefined) throw new Error(`${mine} has no ${name}`);
    return checker.getTypeAtLocation(found);
  };
  const [instances, statics] = [named('Implemented'), named('ImplementedStatics')];
  const has = (owner: string, member: string, isStatic: boolean): boolean => {
    const property = (isStatic ? statics : instances).getProperty(owner);
    if (property === undefined) return false;
    return checker.getTypeOfSymbol(property).getProperty(member) !== undefined;
  };
  return {
    module: new Set(
      named('ImplementedModule')
        .getProperties()
        .map(({ name }) => name),
    ),
    lacks: (symbol, event) => {
      const [declaration, ...others] = symbol?.declarations ?? [];
      // What Node declares too, such as `process.on`, is Node's, also in the stand-in.
      if (symbol === undefined || declaration === undefined) return undefined;
      if (![declaration, ...others].every(isElectrons)) return undefined;
      const { parent } = declaration;
      if (!ts.isClassDeclaration(parent) && !ts.isInterfaceDeclaration(parent)) return undefined;
      const owner = parent.name?.text ?? '';
      const flags = ts.getCombinedModifierFlags(declaration);
      const isStatic = (flags & ts.ModifierFlags.Static) !== 0;
      if (!has(owner, symbol.name, isStatic)) {
        return isData(parent) && instances.getProperty(owner) === undefined
          ? undefined
          : `${owner}.${symbol.name}`;
      }
      const emitted = (events as Readonly<Record<string, readonly string[]>>)[owner];
      if (event === undefined || emitted === undefined || emitted.includes(event)) return undefined;
      return `${owner}.on('${event}')`;
    },
  };
}

const isElectrons = (node: ts.Node): boolean =>
  node.getSourceFile().fileName.endsWith('/electron/electron.d.ts');

/** Options and results: an interface without methods. Its members are the app's own to read. */
function isData(parent: ts.ClassDeclaration | ts.InterfaceDeclaration): boolean {
  if (ts.isClassDeclaration(parent)) return false;
  return !parent.members.some((member) => ts.isMethodSignature(member));
}
