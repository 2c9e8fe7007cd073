// A figure: what was measured of each contestant, in one unit.

/** `samples` holds an array for each contestant's name; one sample is one that is exact. */
export const figure = (id, name, unit, samples) => ({ id, name, unit, samples });

/** The same with an exact value for each contestant's name. */
export const exact = (id, name, unit, values) =>
  figure(
    id,
    name,
    unit,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]])),
  );
