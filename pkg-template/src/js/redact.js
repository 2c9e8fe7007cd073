// Takes a secret out of what a server sent back. A server may repeat the request in its answer.

/** Gives the text itself where there is no secret. */
export const redact = (text, secret) => (secret ? text.replaceAll(secret, "***") : text);

/** Parses JSON, and gives undefined for what is none. The secret may be written with escapes. */
export const parse = (text, secret) => {
  const revive = (_, value) => {
    if (typeof value === "string") return redact(value, secret);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const members = Object.entries(value);
    return Object.fromEntries(members.map(([name, member]) => [redact(name, secret), member]));
  };
  try {
    return JSON.parse(text, secret ? revive : undefined);
  } catch {}
};

/** Gives the headers themselves when none has the secret. */
export const redactHeaders = (headers, secret) => {
  try {
    const pairs = [...headers];
    return secret && pairs.some(([, value]) => value.includes(secret))
      ? new Headers(pairs.map(([name, value]) => [name, redact(value, secret)]))
      : headers;
  } catch {
    // These are no real headers, and can only be passed on.
    return headers;
  }
};
