import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { reasonOf } from '../../src/shared/errors.ts';
import type { Selection } from './data/select.ts';
import { EvalError } from './eval-error.ts';
import { parseVariant, variantOf, type Variant } from './variant.ts';

export const usage = `npm run eval -- --data DIR [options]

Scores Offcut's mattes against references: the pairs of a picture and its mask that DIR holds, and
composites of its cutouts and backgrounds. What the columns mean: scripts/eval/eval.ts.

  --data DIR           folder with a manifest.json, or with x.jpg + x.mask.png
  --variant NAME=JSON  a recipe in part to run under this name; as often as you like
  --model ID           short for --variant ID='{"model":"ID"}'
  --only TEXT          pictures whose id contains TEXT, or whose kind or mask type it is; repeatable.
                       "composite" is the kind of composites
  --limit N            at most N pairs and N composites
  --json FILE          write everything that was measured, picture by picture
  --help               show this`;

export interface EvalOptions {
  readonly data: string;
  readonly variants: readonly Variant[];
  readonly selection: Selection;
  readonly json: string | undefined;
}

const flags = {
  data: { type: 'string' },
  variant: { type: 'string', multiple: true },
  model: { type: 'string', multiple: true },
  only: { type: 'string', multiple: true },
  limit: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean' },
} as const;

function valuesIn(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (error) {
    // Node's second sentence explains positionals, which there are none of.
    throw new EvalError(reasonOf(error).replace(/\.?( To specify .*)?$/s, '.'));
  }
}

function limitFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new EvalError('--limit must be a whole number above 0.');
}

function variantsFrom(texts: readonly string[], models: readonly string[]): readonly Variant[] {
  const asked = [...models.map((id) => variantOf(id, { model: id })), ...texts.map(parseVariant)];
  const names = asked.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new EvalError(`There are two variants named ${twice}.`);
  return asked.length === 0 ? [variantOf('default', {})] : asked;
}

/**
 * What the command line asks for; undefined when it asks for help.
 * @throws EvalError, in one sentence
 */
export function parseOptions(args: readonly string[]): EvalOptions | undefined {
  const values = valuesIn(args);
  if (values.help) return undefined;
  const { data, json } = values;
  if (data === undefined) throw new EvalError('Say with --data DIR where the pictures are.');
  if (json !== undefined && !existsSync(path.dirname(path.resolve(json)))) {
    throw new EvalError(`The folder of ${json} does not exist.`);
  }
  return {
    data: path.resolve(data),
    variants: variantsFrom(values.variant ?? [], values.model ?? []),
    selection: { only: values.only ?? [], limit: limitFrom(values.limit) },
    json,
  };
}
