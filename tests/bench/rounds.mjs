// Measuring in rounds: in each round every contestant has its turn, so that what else happens on
// the machine meets them alike.

/**
 * Measures all in each round, in an order that changes from round to round.
 *
 * - `turns` has an async function for each contestant's name, which gives `{ [figure]: number }`.
 * - Resolves to `{ [figure]: { [name]: number[] } }`. The first round is not in it.
 */
export async function inRounds(turns, rounds) {
  const names = Object.keys(turns);
  const samples = {};
  for (let round = 0; round <= rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(round + i) % names.length];
      const measured = await turns[name]();
      if (round === 0) continue;
      for (const [figure, value] of Object.entries(measured)) {
        samples[figure] ??= Object.fromEntries(names.map((each) => [each, []]));
        samples[figure][name].push(value);
      }
    }
  }
  return samples;
}

/** The value below which that share of the samples is. */
export function quantile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
}

export const median = (samples) => quantile(samples, 0.5);
