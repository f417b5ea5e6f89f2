import { InvalidArgumentError } from 'commander';

/** A whole number, both ends included. */
export const count = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  }
  return value;
};

export const megapixels = (text: string) => {
  const value = Number(text);
  if (!(value > 0 && value <= 10_000)) {
    throw new InvalidArgumentError('It must be a number above 0, at most 10000.');
  }
  return value;
};
