// What people call the types of download.

const NAMES = { default: "MP4", audio: "M4A" };

/** "MP4", "M4A", or "MP4 and M4A". */
export function namesOf(types) {
  return Object.keys(NAMES)
    .filter((type) => types.includes(type))
    .map((type) => NAMES[type])
    .join(" and ");
}
