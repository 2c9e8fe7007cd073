// What a download holds: an MP4 file of two boxes, with a sentence in it and nothing to play.

const TYPES = { "default.mp4": "video/mp4", "audio.m4a": "audio/mp4" };
const SENTENCE = "Made up for cf-stream-downloads: there is nothing to play in here.\n";

/** Answers a request for the `file` of the video `uid`, saved as `filename` if there is one. */
export function fileOf({ uid, file }, filename = uid) {
  const type = TYPES[file];
  if (!type) return new Response("There is no such file.\n", { status: 404 });
  const name = `${filename.replace(/[^\w-]/g, "-")}${file.match(/\.\w+$/)[0]}`;
  const headers = { "content-type": type, "content-disposition": `attachment; filename="${name}"` };
  return new Response(sample(), { headers });
}

/** The bytes of the file. */
export function sample() {
  return new TextEncoder().encode(
    box("ftyp", "isom\0\0\x02\0isomiso2mp41") + box("free", SENTENCE),
  );
}

function box(type, content) {
  const length = 8 + content.length;
  return `\0\0\0${String.fromCharCode(length)}${type}${content}`;
}
