/**
 * Gives the quantile of the gamma distribution with unit scale: the x below which it lies with the given probability.
 * A normal approximation of its cube root (Wilson and Hilferty 1931) starts Newton's method on the
 * regularized incomplete gamma function (Abramowitz and Stegun 6.5.29 and 6.5.31).
 *
 * @param probability above 0 and below 1
 * @param shape above 0
 * @returns x ≥ 0, to about nine digits; above a shape of 10,000 the approximation itself, to about six
 */
export function gammaQuantile(probability: number, shape: number): number {
  const z = normalQuantile(probability);
  const ninth = 1 / (9 * shape);
  const start = shape * Math.max(0, 1 - ninth + z * Math.sqrt(ninth)) ** 3;
  if (shape > 10_000) return start;
  // The left tail of a small shape, where the cube root is no guide: P(x) ≈ x^a / Γ(a+1).
  const tail = Math.exp((Math.log(probability) + logGamma(shape + 1)) / shape);
  let low = 0;
  let high = Infinity;
  let x = start > 1e-3 * shape ? start : tail;
  for (let step = 0; step < 60; step += 1) {
    const excess = lowerGamma(shape, x) - probability;
    if (excess > 0) high = x;
    else low = x;
    const density = Math.exp((shape - 1) * Math.log(x) - x - logGamma(shape));
    let next = x - excess / density;
    if (!(next > low && next < high)) next = high === Infinity ? 2 * x + 1 : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-10 * x) return next;
    x = next;
  }
  return x;
}

/** Quantiles are remembered: the same few probabilities are asked for again and again. */
const knownQuantiles = new Map<number, number>();

/** Gives the quantile of the standard normal distribution, to about nine digits. */
export function normalQuantile(probability: number): number {
  const known = knownQuantiles.get(probability);
  if (known !== undefined) return known;
  if (knownQuantiles.size >= 100) knownQuantiles.clear();
  const quantile = computeNormalQuantile(probability);
  knownQuantiles.set(probability, quantile);
  return quantile;
}

function computeNormalQuantile(probability: number): number {
  const tail = Math.min(probability, 1 - probability);
  const t = Math.sqrt(-2 * Math.log(tail));
  // Abramowitz and Stegun 26.2.23, error below 4.5e-4, polished below.
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step += 1) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z += (upperNormal(z) - tail) / density;
  }
  return probability < 0.5 ? -z : z;
}

/** Gives P(Z > z) of the standard normal distribution, which is half of the incomplete gamma function Q(1∕2, z²∕2). */
function upperNormal(z: number): number {
  return z < 0 ? 1 - upperNormal(-z) : (1 - lowerGamma(0.5, (z * z) / 2)) / 2;
}

/** Gives the regularized lower incomplete gamma function P(a, x). */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && term > sum * 1e-16; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * scale;
  }
  // Continued fraction of the upper function, evaluated by Lentz's method.
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return 1 - scale * fraction;
}

/** Gives the natural logarithm of Γ(x) for x > 0, by Stirling's series after shifting x above 8, to about 13 digits. */
function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 8) {
    shift -= Math.log(y);
    y += 1;
  }
  const inverse = 1 / (y * y);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / y;
  return shift + (y - 0.5) * Math.log(y) - y + Math.log(2 * Math.PI) / 2 + series;
}
