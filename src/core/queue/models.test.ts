import { expect, it } from 'vitest';
import { fakeModel } from '../../../test/helpers/model.ts';
import { refusal } from '../../../test/helpers/refusal.ts';
import { OffcutError } from '../../shared/errors.ts';
import { JobModels } from './models.ts';

const found = { entry: fakeModel(), file: 'fake.onnx' };

function setUp(...answers: readonly (OffcutError | typeof found)[]) {
  const asked: string[] = [];
  const models = new JobModels((id) => {
    asked.push(id);
    const answer = answers[asked.length - 1] ?? found;
    return answer instanceof OffcutError ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { models, asked };
}

it('looks for each model once, however many jobs ask at once', async () => {
  const { models, asked } = setUp();
  await Promise.all(['auto', 'auto', 'other', 'auto'].map((id) => models.resolve(id)));
  expect(asked).toEqual(['auto', 'other']);
});

it('remembers a failure until the user may have mended it', async () => {
  const { models, asked } = setUp(new OffcutError('model-missing', { id: 'a', remedy: '' }));
  for (let i = 0; i < 3; i++) {
    expect((await refusal(() => models.resolve('a'))).code).toBe('model-missing');
  }
  expect(asked).toHaveLength(1);
  models.forgetFailures();
  expect(await models.resolve('a')).toBe(found);
});

it('looks again after a failure that passes', async () => {
  const { models, asked } = setUp(new OffcutError('engine-unavailable', { reason: '' }));
  expect((await refusal(() => models.resolve('a'))).code).toBe('engine-unavailable');
  expect(await models.resolve('a')).toBe(found);
  expect(asked).toHaveLength(2);
});
