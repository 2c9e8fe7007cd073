// Links to downloads: what becomes of the name and the token, and what is no download at all.

import { growsLinearly } from "./linear.js";
import { strange } from "./strange.js";

const ORIGIN = "https://customer-m033z5x00ks6nunl.cloudflarestream.com";
const VIDEO = "ea95132c15732412d22c1476fa83f27a";
const MP4 = `${ORIGIN}/${VIDEO}/downloads/default.mp4`;
const M4A = `${ORIGIN}/${VIDEO}/downloads/audio.m4a`;
const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJlYTk1In0.c2lnbmF0dXJl-_0";

const NAMES = {
  Holiday: "Holiday",
  "My holiday": "My-holiday",
  "  My \t\n holiday  ": "My-holiday",
  "Part 1: Arrival & dinner (2026)": "Part-1-Arrival-dinner-2026",
  "Straße, Café, Ångström": "Stra-e-Cafe-Angstrom",
  "Été à la plage": "Ete-a-la-plage",
  "e\u0301te\u0301": "ete",
  "Ｆｕｌｌ ﬁlm": "Full-film",
  "🎬 The 👨‍👩‍👧 film 🍿": "The-film",
  "東京 2026": "2026",
  "50 % — “off”": "50-off",
  "a+b=c&d?e#f/g\\h%2Fi": "a-b-c-d-e-f-g-h-2Fi",
  "../../etc/passwd": "etc-passwd",
  "snake_case-and-kebab--case": "snake_case-and-kebab--case",
  _private_: "_private_",
  "--- title ---": "title",
  "a\ud800b\udc00": "a-b",
  "a\0b": "a-b",
  "v1.2.3": "v1-2-3",
  0: "0",
  "my.mp4": "my",
  "my.MP4": "my",
  "my.mp4.mp4": "my-mp4",
  "my..mp4": "my",
  "my.mp4 ": "my-mp4",
  "my.mp4.mov": "my-mp4-mov",
  "my.m4a": "my-m4a",
  mp4: "mp4",
  mymp4: "mymp4",
  "İ.mp4": "I",
  日本語: "",
  映画: "",
  "…!?": "",
  "---": "",
  "\ud800": "",
  " ": "",
  ".": "",
  ".mp4": "",
  ".MP4": "",
  "": "",
};

// Of domains of the user's own in front of Stream, or of somebody else's.
const OTHER_HOSTS = {
  "another host": "https://example.com/a/downloads/default.mp4",
  "a host that ends alike": `https://evil-cloudflarestream.com/${VIDEO}/downloads/default.mp4`,
  "a host that begins alike": `https://cloudflarestream.com.evil.example/${VIDEO}/downloads/default.mp4`,
  "a host with another dot": `https://cloudflarestream-com/${VIDEO}/downloads/default.mp4`,
  "a host that has the other before it": `https://evil.example/${MP4}`,
  "a host that ends with a dot": `https://cloudflarestream.com./${VIDEO}/downloads/default.mp4`,
  "a host with an empty label": `https://.cloudflarestream.com/${VIDEO}/downloads/default.mp4`,
  "a port": MP4.replace(".com", ".com:8443"),
  "a backslash after a user": MP4.replace("https://", "https://evil.example\\@"),
};

const NOT_DOWNLOADS = {
  "a user": MP4.replace("https://", "https://user@"),
  "a password": MP4.replace("https://", "https://user:password@"),
  "a user that looks like the host": MP4.replace(".com", ".com@evil.example"),
  http: MP4.replace("https", "http"),
  "http of another host": `http://videos.example/${VIDEO}/downloads/default.mp4`,
  "another scheme": MP4.replace("https", "ftp"),
  javascript: `javascript:alert(1)//${MP4}`,
  "javascript with a path": `javascript:/${VIDEO}/downloads/default.mp4`,
  data: `data:text/html,/${VIDEO}/downloads/default.mp4`,
  blob: `blob:${MP4}`,
  file: `file:///${VIDEO}/downloads/default.mp4`,
  "a file on this machine": `file://localhost/${VIDEO}/downloads/default.mp4`,
  "a manifest": `${ORIGIN}/${VIDEO}/manifest/video.m3u8`,
  "a thumbnail": `${ORIGIN}/${VIDEO}/thumbnails/thumbnail.jpg`,
  "a player": `${ORIGIN}/${VIDEO}/iframe`,
  "no type": `${ORIGIN}/${VIDEO}/downloads`,
  "no file": `${ORIGIN}/${VIDEO}/downloads/`,
  "no extension": `${ORIGIN}/${VIDEO}/downloads/default`,
  "an empty extension": `${ORIGIN}/${VIDEO}/downloads/default.`,
  "nothing but an extension": `${ORIGIN}/${VIDEO}/downloads/.mp4`,
  "more after the file": `${MP4}/more`,
  "a slash after the file": `${MP4}/`,
  "no video": `${ORIGIN}/downloads/default.mp4`,
  "half a token": `${ORIGIN}/a.b/downloads/default.mp4`,
  "more than a token": `${ORIGIN}/a.b.c.d.e/downloads/default.mp4`,
  "a path that leaves the folder": `${ORIGIN}/${VIDEO}/downloads/../default.mp4`,
  "an escape in the file": `${ORIGIN}/${VIDEO}/downloads/a%2Fb.mp4`,
  "the path in the query": `${ORIGIN}/?/${VIDEO}/downloads/default.mp4`,
  "the path in the fragment": `${ORIGIN}/#/${VIDEO}/downloads/default.mp4`,
  "the API": `https://api.cloudflare.com/client/v4/accounts/a/stream/${VIDEO}/downloads/default.mp4`,
  "a relative URL": `/${VIDEO}/downloads/default.mp4`,
  "no scheme": MP4.replace("https://", ""),
  "an empty text": "",
  text: "default.mp4",
};

const BAD_TOKENS = {
  "two parts": "secret.secret",
  "four parts": "secret.secret.secret.secret",
  "an empty part": "secret..secret",
  "no signature": "secret.secret.",
  "one part": "secret",
  "an empty text": "",
  padding: "secret.secret.secret=",
  "base64 that is not for URLs": "secret.sec+ret.secret",
  "a slash": "secret.sec/ret.secret",
  "a question mark": "secret.secret.secret?a",
  "a line break": "secret.secret.secret\n",
  "a space": " secret.secret.secret",
  "a letter of another script": "secret.secret.sécret",
  "the whole header": "Bearer secret.secret.secret",
  "a number": 42,
  "an object": { toString: () => "secret.secret.secret" },
  "an array": ["secret.secret.secret"],
};

export function link({ QUnit, exports, inBrowser }) {
  QUnit.module("link");

  const { downloadLink } = exports;

  /** Sees that making a link fails with an error that names the field. */
  function refused(assert, field, args, about) {
    let error;
    try {
      downloadLink(...args);
    } catch (thrown) {
      error = thrown;
    }
    assert.strictEqual(error?.name, "CloudflareError", about);
    assert.true(error instanceof exports.CloudflareError, about);
    assert.true(error.message.startsWith(`${field}: `), `${about}: ${error.message}`);
    assert.true(error.message.length <= 500 && !/[\r\n]/.test(error.message), about);
    assert.false(/secret|eyJ/.test(`${error.message} ${error.stack}`), about);
    return error;
  }

  QUnit.test("without options the URL stays as it is", (assert) => {
    for (const url of [MP4, M4A, `${MP4}?a=1&b=%20`, MP4.replace(VIDEO, TOKEN)]) {
      assert.strictEqual(downloadLink(url), url);
      assert.strictEqual(downloadLink(url, {}), url);
      assert.strictEqual(downloadLink(url, { filename: undefined, token: undefined }), url);
      assert.strictEqual(downloadLink(url, { filename: null, token: null }), url);
    }
  });

  QUnit.test("a download, its URL as text and as an object give the same link", (assert) => {
    const options = { filename: "Holiday", token: TOKEN };
    const expected = `${ORIGIN}/${TOKEN}/downloads/default.mp4?filename=Holiday`;
    const download = Object.freeze({ status: "ready", percentComplete: 100, url: MP4 });
    const url = new URL(MP4);
    assert.strictEqual(downloadLink(download, options), expected);
    assert.strictEqual(downloadLink(MP4, options), expected);
    assert.strictEqual(downloadLink(url, options), expected);
    assert.strictEqual(url.href, MP4, "what was handed in is not changed");
  });

  QUnit.test("the name is made of any text, by Cloudflare's rule", (assert) => {
    for (const [filename, name] of Object.entries(NAMES)) {
      if (name) {
        assert.strictEqual(downloadLink(MP4, { filename }), `${MP4}?filename=${name}`, filename);
      } else {
        refused(assert, "filename", [MP4, { filename }], JSON.stringify(filename));
      }
    }
  });

  QUnit.test("the extension that is dropped is the file's own", (assert) => {
    assert.strictEqual(downloadLink(M4A, { filename: "my.M4A" }), `${M4A}?filename=my`);
    assert.strictEqual(downloadLink(M4A, { filename: "my.mp4" }), `${M4A}?filename=my-mp4`);
    const upper = MP4.replace(".mp4", ".MP4");
    assert.strictEqual(downloadLink(upper, { filename: "my.mp4" }), `${upper}?filename=my`);
  });

  QUnit.test("a long text is cut to 120 characters, and never at a dash", (assert) => {
    const name = (filename) =>
      new URL(downloadLink(MP4, { filename })).searchParams.get("filename");
    assert.strictEqual(name("a".repeat(120)), "a".repeat(120));
    assert.strictEqual(name("a".repeat(121)), "a".repeat(120));
    assert.strictEqual(name(`${"a".repeat(500)}.mp4`), "a".repeat(120));
    assert.strictEqual(name(`${" ".repeat(500)}${"a".repeat(500)}`), "a".repeat(120));
    assert.strictEqual(name(`${"a".repeat(119)} b`), "a".repeat(119));
    assert.strictEqual(name(`${"a".repeat(100)}${"-".repeat(30)}b`), "a".repeat(100));
    assert.strictEqual(name(`${"é".repeat(500)}a`), "e".repeat(120));
    assert.strictEqual(name(`${"語".repeat(500)}a`), "a");
  });

  QUnit.test("other parameters stay, and an earlier name goes", (assert) => {
    const filename = "New";
    const given = (query) => downloadLink(`${MP4}${query}`, { filename });
    assert.strictEqual(given("?a=1&b=2"), `${MP4}?a=1&b=2&filename=New`);
    assert.strictEqual(given("?filename=Old.mp4"), `${MP4}?filename=New`);
    assert.strictEqual(
      given("?a=1&filename=Old&b=2&filename=Older"),
      `${MP4}?a=1&filename=New&b=2`,
    );
    assert.strictEqual(given("?file%6Eame=Old"), `${MP4}?filename=New`);
    assert.strictEqual(given("?filename=Old#t=10"), `${MP4}?filename=New#t=10`);
    const kept = `${MP4}?a=1&filename=Old`;
    assert.strictEqual(downloadLink(kept, { token: TOKEN }), kept.replace(VIDEO, TOKEN));
  });

  QUnit.test("a token takes the place of the video's id, or of an earlier token", (assert) => {
    const signed = MP4.replace(VIDEO, TOKEN);
    assert.strictEqual(downloadLink(MP4, { token: TOKEN }), signed);
    assert.strictEqual(
      downloadLink(signed, { token: "a.b-c.d_e" }),
      MP4.replace(VIDEO, "a.b-c.d_e"),
    );
    const long = `${TOKEN}${"a".repeat(10_000)}`;
    assert.strictEqual(downloadLink(MP4, { token: long }), MP4.replace(VIDEO, long));
    const twice = `${ORIGIN}/${VIDEO}/downloads/a.mp4/${VIDEO}/downloads/default.mp4`;
    assert.strictEqual(
      downloadLink(twice, { token: TOKEN }),
      `${ORIGIN}/${VIDEO}/downloads/a.mp4/${TOKEN}/downloads/default.mp4`,
    );
  });

  QUnit.test("every host that serves downloads will do", (assert) => {
    const path = `/${VIDEO}/downloads/default.mp4`;
    for (const origin of [
      "https://cloudflarestream.com",
      "https://watch.cloudflarestream.com",
      "https://a.b-c.cloudflarestream.com",
      "https://videodelivery.net",
      "https://customer-a.videodelivery.net",
      "http://localhost",
      "http://localhost:8787",
      "https://localhost:8787",
      "http://127.0.0.1:8787/cdn-cgi/stream",
      "http://[::1]:8787",
    ]) {
      assert.strictEqual(downloadLink(`${origin}${path}`), `${origin}${path}`);
    }
    assert.strictEqual(
      downloadLink(MP4.replace("https", "HTTPS").replace(".com", ".COM:443")),
      MP4,
    );
  });

  QUnit.test("a domain of one's own will do, without a token", (assert) => {
    for (const [about, url] of Object.entries(OTHER_HOSTS)) {
      assert.strictEqual(downloadLink(url), new URL(url).href, about);
      const named = downloadLink({ url }, { filename: "Été", token: null });
      assert.strictEqual(named, `${new URL(url).href}?filename=Ete`, about);
      const { message } = refused(assert, "url", [url, { token: TOKEN }], about);
      assert.strictEqual(message, "url: expected a host of Cloudflare's, as there is a token");
    }
  });

  QUnit.test("a URL that is no Stream download is an error", (assert) => {
    for (const [about, url] of Object.entries(NOT_DOWNLOADS)) {
      refused(assert, "url", [url], about);
      refused(assert, "url", [{ url }, { filename: "a" }], about);
    }
    const secret = `https://example.com/${TOKEN}/downloads/default.mp4`;
    refused(assert, "url", [secret, { token: TOKEN }], "a token that is not the fault");
    // What the platform throws shows the whole text.
    const { cause } = refused(assert, "url", [`https://exa mple.com/${TOKEN}`], "no URL");
    assert.strictEqual(cause, undefined);
    refused(assert, "url", [new URL("https://example.com")], "a URL object");
    refused(assert, "url", [{ status: "inprogress" }], "a download without a URL");
    for (const url of [[MP4], new String(MP4), { toString: () => MP4 }, new URL(MP4)]) {
      refused(assert, "url", [{ url }], "what would become its URL");
    }
  });

  QUnit.test("what is no signed token is an error that does not show it", (assert) => {
    for (const [about, token] of Object.entries(BAD_TOKENS)) {
      refused(assert, "token", [MP4, { token }], about);
    }
  });

  QUnit.test("a name that is no text is an error", (assert) => {
    for (const filename of [42, true, [], {}, new String("a"), Symbol("a"), () => "a"]) {
      refused(assert, "filename", [MP4, { filename }], typeof filename);
    }
  });

  QUnit.test("options that are none are an error", (assert) => {
    for (const options of [null, 42, "a", true, 10n, Symbol("a"), () => {}]) {
      refused(assert, "options", [MP4, options], typeof options);
    }
  });

  QUnit.test("no input is anything but a link or an error that names its field", (assert) => {
    const texts = ["10 MB of text", "a lone surrogate"];
    const places = {
      url: [(value) => [value], []],
      "url of a download": [(url) => [{ url }], []],
      filename: [(filename) => [MP4, { filename }], texts],
      token: [(token) => [MP4, { token }], []],
    };
    for (const [place, [given, allowed]] of Object.entries(places)) {
      for (const [about, value] of Object.entries(strange())) {
        const args = given(value);
        if (allowed.includes(about))
          assert.true(downloadLink(...args).startsWith(`${MP4}?`), about);
        else refused(assert, place.split(" ")[0], args, `${place}: ${about}`);
      }
    }
    for (const [about, options] of Object.entries(strange())) {
      // Objects have neither option. A proxy that cannot be read is told by the first.
      if (/proxy/.test(about) && typeof options === "object") {
        refused(assert, "filename", [MP4, options], about);
      } else if (typeof options === "object") {
        assert.strictEqual(downloadLink(MP4, options), MP4, about);
      } else {
        refused(assert, "options", [MP4, options], about);
      }
    }
    const token = {
      get token() {
        throw undefined;
      },
    };
    refused(assert, "token", [MP4, token], "a token that throws when read");
    const url = Object.defineProperty(new URL(MP4), "href", { value: Symbol("href") });
    refused(assert, "url", [url], "a URL whose text is none");
  });

  QUnit.test("a very long URL takes as many steps as it has characters", (assert) => {
    for (const part of ["a", "a.", "/a/downloads"]) {
      const isLinear = growsLinearly((length) => {
        const path = part.repeat(length / part.length);
        refused(assert, "url", [`${ORIGIN}/${path}`], part);
        downloadLink(`${ORIGIN}/${path}/${VIDEO}/downloads/default.mp4`, { token: TOKEN });
      });
      assert.true(isLinear, part);
    }
  });

  if (inBrowser) {
    QUnit.test("a link is made before the wasm is there", async (assert) => {
      // Another worker has the modules for itself, and its wasm is never compiled.
      const entry = new URL("../node_modules/cf-stream-downloads/index.js", import.meta.url);
      const code = `
        WebAssembly.compile = () => new Promise(() => {});
        import("${entry}")
          .then(({ downloadLink }) => downloadLink("${MP4}", { filename: "a b" }))
          .catch(String)
          .then((told) => postMessage(told));`;
      const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
      const worker = new Worker(address, { type: "module" });
      try {
        const told = await new Promise((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
        });
        assert.strictEqual(told, `${MP4}?filename=a-b`);
      } finally {
        worker.terminate();
        URL.revokeObjectURL(address);
      }
    });
  }
}
