// Which paths are understood at all.

const SEGMENT = /^[\w-]+(\.[\w-]+)*$/;

/**
 * Says whether a path reads the same to everybody. One with anything encoded, doubled, dotted or at its end could
 * be another path to whoever comes next, and is none of ours.
 */
export function isPlain({ url, path }) {
  if (new URL(url).pathname !== path) return false;
  return (
    path === "/" ||
    path
      .slice(1)
      .split("/")
      .every((segment) => SEGMENT.test(segment))
  );
}
