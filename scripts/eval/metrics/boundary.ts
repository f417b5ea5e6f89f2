/** A pixel and its right, lower and lower right neighbours; the border repeats itself. */
function square(pixel: number, width: number, length: number): readonly number[] {
  const right = pixel % width < width - 1 ? 1 : 0;
  const below = pixel + width < length ? width : 0;
  return [pixel, pixel + right, pixel + below, pixel + right + below];
}

/**
 * The boundary of a region, one pixel wide: a pixel is on it when its right, lower or lower right
 * neighbour is on the other side (`seg2bmap` of the Berkeley benchmark, as DAVIS uses it).
 * @param inside 1 inside, else 0; `width * height` bytes
 * @returns 1 on the boundary, else 0
 */
export function boundaryOf(inside: Uint8Array, width: number): Uint8Array {
  const isOn = (here: number, pixel: number) =>
    square(pixel, width, inside.length).some((neighbour) => inside[neighbour] !== here);
  return inside.map((here, pixel) => (isOn(here, pixel) ? 1 : 0));
}

/** The boundary without the pixels that `ignore` had a say in. */
export function withoutIgnored(
  boundary: Uint8Array,
  ignore: Uint8Array,
  width: number,
): Uint8Array {
  const isKnown = (pixel: number) =>
    square(pixel, width, boundary.length).every((neighbour) => ignore[neighbour] === 0);
  return boundary.map((on, pixel) => (on !== 0 && isKnown(pixel) ? 1 : 0));
}
