/**
 * `npm run models`: prepares every model of the catalogue in the models folder, one line each.
 * `--force` prepares again what is there.
 */
import { parseArgs } from 'node:util';
import { loadCatalogue } from '../src/core/models/catalogue.ts';
import { prepareModel } from '../src/core/models/prepare.ts';
import { modelsDirectory } from '../src/core/paths.ts';
import { OffcutError } from '../src/shared/errors.ts';

const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } });

for (const model of loadCatalogue().models) {
  const start = performance.now();
  try {
    const { prepared } = await prepareModel(model, modelsDirectory(), { force: values.force });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const megabytes = (model.size / 1e6).toFixed(1);
    const words = prepared ? 'prepared' : 'was there';
    console.log(
      `${model.id}  ${model.file}  ${megabytes} MB  sha256 ${model.sha256.slice(0, 12)}  ` +
        `${words}, ${seconds} s`,
    );
  } catch (error) {
    console.error(`${model.id}  ${OffcutError.from(error).message}`);
    process.exitCode = 1;
  }
}
