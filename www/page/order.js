// The orders in which the videos can be listed.

import { factsOf } from "./facts.js";

const { compare } = new Intl.Collator(undefined, { numeric: true });

/** What has no such number comes last in either direction. */
const byNumber = (fact, direction) => (one, other) => {
  const [a, b] = [factsOf(one)[fact], factsOf(other)[fact]];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
  return direction * (a - b);
};
const byIdentifier = (one, other) => (one.uid < other.uid ? -1 : Number(one.uid > other.uid));
const byName = (one, other) => compare(factsOf(one).name, factsOf(other).name);

/** Each order decides where those before it do not. */
const inTurn =
  (...orders) =>
  (one, other) => {
    for (const order of orders) {
      const result = order(one, other);
      if (result !== 0) return result;
    }
    return 0;
  };

const newest = inTurn(byNumber("time", -1), byIdentifier);

export const ORDERS = {
  newest,
  oldest: inTurn(byNumber("time", 1), byIdentifier),
  name: inTurn(byName, newest),
  longest: inTurn(byNumber("duration", -1), newest),
  shortest: inTurn(byNumber("duration", 1), newest),
};

const sorted = new WeakMap();

/** The videos in this order. As the same videos are often selected from anew, they are sorted once. */
export function inOrder(videos, order) {
  const orders = sorted.get(videos) ?? {};
  sorted.set(videos, orders);
  return (orders[order] ??= videos.toSorted(ORDERS[order]));
}
