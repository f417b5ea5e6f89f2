import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { requestNames } from '../../shared/bridge/channels.ts';
import { requestSchemas, type RequestOutput } from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import { changeSettings, defaultSettings, type Settings } from '../../shared/settings.ts';
import type { RequestHandlers } from '../bridge/register.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { Backgrounds } from './backgrounds.ts';
import { guardRecipes, requestsWithRecipe } from './guard-recipes.ts';

const image = (path: string): RecipeInput => ({ background: { type: 'image', path } });
const recipe = parseRecipe(image('/secret/passport.jpg'));

const inputs = {
  'queue.add': { inputs: [], recipe },
  'queue.recut': { jobs: [1], recipe },
  'preview.recipe': { job: 1, recipe },
  'settings.change': { cutting: { recipe } },
  'presets.save': { name: 'mine', recipe },
} satisfies { readonly [N in (typeof requestsWithRecipe)[number]]: RequestOutput<N> };

describe('guardRecipes', () => {
  it('knows every request that can hold a recipe', () => {
    const holding = requestNames.filter((name) =>
      JSON.stringify(z.toJSONSchema(requestSchemas[name], { io: 'input' })).includes(
        '"decontaminate"',
      ),
    );
    expect(holding.sort()).toEqual([...requestsWithRecipe].sort());
  });

  it.each(requestsWithRecipe)('refuses %s before its handler sees it', async (name) => {
    let seen = 0;
    const handlers = {
      [name]: () => {
        seen += 1;
      },
    } as unknown as RequestHandlers;
    const no = () => Promise.reject(new OffcutError('choice-gone'));
    const guarded = guardRecipes(handlers, no)[name] as (input: unknown) => Promise<unknown>;
    expect((await refusal(() => guarded(inputs[name]))).code).toBe('choice-gone');
    expect(seen).toBe(0);
    const yes = () => Promise.resolve();
    await (guardRecipes(handlers, yes)[name] as typeof guarded)(inputs[name]);
    expect(seen).toBe(1);
  });
});

describe('Backgrounds', () => {
  const withRecipe = (wanted: RecipeInput): Settings =>
    changeSettings(defaultSettings, { cutting: { recipe: parseRecipe(wanted) } });
  const backgroundsOf = (settings: () => Settings, queued: RecipeInput[] = []) =>
    new Backgrounds({ settings, queued: () => Promise.resolve(queued.map(parseRecipe)) });

  it('takes what shows no picture', async () => {
    await backgroundsOf(() => defaultSettings).check(parseRecipe({}));
  });

  it('refuses a picture that nobody chose, and takes it once it was chosen', async () => {
    const backgrounds = backgroundsOf(() => defaultSettings);
    expect((await refusal(() => backgrounds.check(recipe))).code).toBe('choice-gone');
    backgrounds.add('/secret/passport.jpg');
    await backgrounds.check(recipe);
  });

  it('takes what the settings, a preset or the queue show already', async () => {
    await backgroundsOf(() => withRecipe(image('/a.jpg'))).check(parseRecipe(image('/a.jpg')));
    const presets = { mine: parseRecipe(image('/b.jpg')) };
    await backgroundsOf(() => ({ ...defaultSettings, presets })).check(
      parseRecipe(image('/b.jpg')),
    );
    await backgroundsOf(() => defaultSettings, [image('/c.jpg')]).check(
      parseRecipe(image('/c.jpg')),
    );
  });

  it('still knows what was in the settings when it is to be put back', async () => {
    let settings = withRecipe(image('/a.jpg'));
    const backgrounds = backgroundsOf(() => settings);
    settings = defaultSettings;
    await backgrounds.check(parseRecipe(image('/a.jpg')));
  });
});
