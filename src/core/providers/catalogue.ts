import { OffcutError } from '../../shared/errors.ts';
import { clipdrop } from './adapters/clipdrop.ts';
import { cropPhoto } from './adapters/crop-photo.ts';
import { imgProcessing } from './adapters/img-processing.ts';
import { poof } from './adapters/poof.ts';
import { removeBg } from './adapters/remove-bg.ts';
import { tengr } from './adapters/tengr.ts';
import type { Provider } from './provider.ts';

/** Every provider that Offcut knows. */
export const providers: readonly Provider[] = [
  clipdrop,
  poof,
  imgProcessing,
  cropPhoto,
  tengr,
  removeBg,
];

/** @throws OffcutError `provider-unknown` */
export function providerOf(id: string): Provider {
  const found = providers.find((provider) => provider.id === id);
  if (found !== undefined) return found;
  const known = providers.map((provider) => provider.id).join(', ');
  throw new OffcutError('provider-unknown', { id, known });
}
