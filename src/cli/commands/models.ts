import type { Command } from 'commander';
import { listModels, resolveModel } from '../../core/models/resolve.ts';
import { exitCodes } from '../exit-codes.ts';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

async function list(json: boolean): Promise<void> {
  for (const { model, state } of await listModels()) {
    if (json) {
      process.stdout.write(`${JSON.stringify({ ...model, state })}\n`);
      continue;
    }
    const { id, size, licence, bestFor } = model;
    const use = `${licence.spdx}, commercial use: ${licence.commercialUse}`;
    process.stdout.write(`${id}  ${state}  ${megabytes(size)}  ${use}\n  ${bestFor}\n`);
  }
}

async function prepare(id: string): Promise<void> {
  const { model, path } = await resolveModel(id);
  process.stdout.write(`${model.id} is ready: ${path}\n`);
}

/** `offcut models` and `offcut models prepare [ID]`. */
export function addModelsCommand(program: Command, onExit: (code: number) => void): void {
  const models = program
    .command('models')
    .description('list the models, their licences and whether they are ready')
    .option('--json', 'print one JSON object a line for each model');
  models.action(async () => {
    await list(models.opts<{ json?: true }>().json === true);
    onExit(exitCodes.done);
  });
  models
    .command('prepare')
    .description("prepare a model's weights now instead of at its first use")
    .argument('[id]', 'model', 'auto')
    .action(async (id: string) => {
      await prepare(id);
      onExit(exitCodes.done);
    });
}
