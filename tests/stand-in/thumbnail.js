// A picture for each video, always the same one: a sky, a sun and hills, in colours of its own.

/** An SVG image made from a text. */
export function thumbnail(text) {
  const next = numbers(text);
  const between = (low, high) => Math.round(low + next() * (high - low));
  const hue = between(0, 359);
  const turned = (hue + between(25, 80)) % 360;
  const colour = (hue, saturation, light) => `hsl(${hue} ${saturation}% ${light}%)`;
  const stop = (offset, colour) => `<stop offset="${offset}" stop-color="${colour}"/>`;

  const hill = (top, light) => {
    const [left, middle, right] = [0, 0, 0].map(() => top + between(-22, 22));
    const edge = `M0 ${left}C${between(60, 140)} ${middle - 40} ${between(180, 260)} ${middle + 40} 320 ${right}`;
    return `<path d="${edge}V180H0z" fill="${colour(turned, 45, light)}"/>`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" width="640" height="360">`,
    `<linearGradient id="sky" x2="0" y2="1">`,
    stop(0, colour(hue, 55, 42)),
    stop(1, colour(turned, 75, 80)),
    `</linearGradient><path d="M0 0h320v180H0z" fill="url(#sky)"/>`,
    `<circle cx="${between(50, 270)}" cy="${between(35, 95)}" r="${between(12, 30)}" fill="${colour(turned, 95, 92)}"/>`,
    hill(105, 52),
    hill(130, 38),
    hill(155, 24),
    `</svg>`,
  ].join("");
}

/** Numbers from 0 to 1 that a text gives, one after another. */
function numbers(text) {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0), 0x01000193);
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 12)) >>> 0) / 2 ** 32;
  };
}
