// Whom an address belongs to.

import { expandIPv6 } from "hono/utils/ipaddr";

/** An IPv4 address itself; of an IPv6 address the first half, as whoever has one has all that begin so. */
export function networkOf(address = "") {
  return address.includes(":") ? expandIPv6(address.toLowerCase()).slice(0, 19) : address;
}
