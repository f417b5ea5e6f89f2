/**
 * The two halves of a separable Gaussian derivative filter, as the MATLAB code that goes with
 * Rhemann et al. 2009 makes it (`gaussgradient.m`): the kernel ends where the Gaussian falls below
 * 0.01, and the two-dimensional filter has an L2 norm of 1.
 */
function kernels(sigma: number): { readonly smooth: Float64Array; readonly slope: Float64Array } {
  const epsilon = 0.01;
  const peak = 1 / (Math.sqrt(2 * Math.PI) * sigma);
  const half = Math.ceil(sigma * Math.sqrt(-2 * Math.log(epsilon / peak)));
  const smooth = new Float64Array(2 * half + 1);
  const slope = new Float64Array(2 * half + 1);
  for (let i = -half; i <= half; i++) {
    const value = peak * Math.exp((-i * i) / (2 * sigma * sigma));
    smooth[i + half] = value;
    slope[i + half] = (-i * value) / (sigma * sigma);
  }
  const unit = (kernel: Float64Array) => {
    const norm = Math.hypot(...kernel);
    return kernel.map((value) => value / norm);
  };
  return { smooth: unit(smooth), slope: unit(slope) };
}

/** Correlates each row with `kernel`; beyond the border, the outermost pixel is repeated. */
function alongRows(plane: Float32Array, width: number, kernel: Float64Array): Float32Array {
  const half = (kernel.length - 1) / 2;
  const result = new Float32Array(plane.length);
  const row = new Float32Array(width + 2 * half);
  for (let start = 0; start < plane.length; start += width) {
    row.set(plane.subarray(start, start + width), half);
    row.fill(plane[start] as number, 0, half);
    row.fill(plane[start + width - 1] as number, half + width);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += (kernel[k] as number) * (row[x + k] as number);
      result[start + x] = sum;
    }
  }
  return result;
}

/** Correlates each column with `kernel`, as `alongRows` does rows. */
function alongColumns(plane: Float32Array, width: number, kernel: Float64Array): Float32Array {
  const half = (kernel.length - 1) / 2;
  const height = plane.length / width;
  const result = new Float32Array(plane.length);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let k = 0; k < kernel.length; k++) {
      const from = width * Math.min(height - 1, Math.max(0, y + k - half));
      const weight = kernel[k] as number;
      for (let x = 0; x < width; x++) {
        sums[x] = (sums[x] as number) + weight * (plane[from + x] as number);
      }
    }
    result.set(sums, y * width);
  }
  return result;
}

/**
 * How steep alpha is at each pixel.
 * @param alpha 0-255, `width * height` bytes
 * @returns magnitudes for alpha taken as 0-1, `width * height` numbers
 */
export function gradientMagnitude(alpha: Uint8Array, width: number, sigma: number): Float32Array {
  const { smooth, slope } = kernels(sigma);
  const plane = Float32Array.from(alpha, (value) => value / 255);
  const result = alongColumns(alongRows(plane, width, slope), width, smooth);
  const down = alongColumns(alongRows(plane, width, smooth), width, slope);
  for (let i = 0; i < result.length; i++) {
    const [x, y] = [result[i] as number, down[i] as number];
    result[i] = Math.sqrt(x * x + y * y);
  }
  return result;
}
