// Requires the package and imports it, in one process, and says what it found.

const Cloudflare = require("cf-stream-downloads");
const { APIError, NotFoundError, downloadLink } = Cloudflare;

const answer = async () => Response.json({ success: false, errors: [] }, { status: 404 });
const options = { apiToken: "t0ken-of-mine", accountId: "account", fetch: answer };

async function main() {
  const client = new Cloudflare(options);
  const error = await client.stream.downloads.get("video").catch((reason) => reason);
  class Own extends Cloudflare {}
  const required = {
    error: error instanceof NotFoundError && error instanceof APIError && error.name,
    subclass: new Own(options) instanceof Cloudflare,
    default: Cloudflare.default === Cloudflare,
    __esModule: Cloudflare.__esModule,
    downloadLink: typeof downloadLink,
    // Only what the class has by itself is listed.
    listed: Object.keys(Cloudflare).includes("default"),
  };

  const imported = await import("cf-stream-downloads");
  const same = [
    imported.default === Cloudflare,
    Object.keys(imported).every((name) => imported[name] === Cloudflare[name]),
    client instanceof imported.Cloudflare,
    error instanceof imported.NotFoundError,
  ];
  return { required, same };
}

main().then((found) => console.log(JSON.stringify(found)));
