// What a video is called on the page.

// These would turn around the text that follows, or end the line.
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** The video's name, or its identifier where nobody could see the name. */
export function nameOf({ name = "", uid }) {
  const plain = name.replace(CONTROLS, " ").trim();
  return VISIBLE.test(plain) ? plain : uid;
}
