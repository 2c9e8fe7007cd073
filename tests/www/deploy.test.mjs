import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { readConfig, www } from "../../www/config.mjs";
import { ACCOUNT_ID, API_TOKEN, LIBRARY } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";
import { call } from "./start.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "deploy-"));
after(() => rmSync(folder, { recursive: true, force: true }));

// Wrangler wants a newer Node than the package does.
const newestNode = join(here, "../node_modules/node-26/bin");
const quiet = {
  CI: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_WRITE_LOGS: "false",
  XDG_CONFIG_HOME: join(folder, "config"),
};

async function run(command, args, env = {}) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm|CLOUDFLARE)_/i.test(name),
  );
  const PATH = [newestNode, process.env.PATH].join(delimiter);
  const child = spawn(command, args, {
    cwd: join(www, ".."),
    env: { ...Object.fromEntries(inherited), PATH, ...quiet, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  const [status] = await once(child, "close");
  return { status, output };
}

function deploy(args, env) {
  return run("npm", ["--prefix", "www", "run", "deploy", "--", ...args], env);
}

function filesIn(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

async function readByWrangler() {
  const script = `
    import { createRequire } from "node:module";
    const { unstable_readConfig } = createRequire(${JSON.stringify(join(www, "x.js"))})("wrangler");
    const config = unstable_readConfig({ config: ${JSON.stringify(join(www, "wrangler.jsonc"))} });
    console.log(JSON.stringify(config));`;
  const { status, output } = await run("node", ["--input-type=module", "-e", script]);
  assert.equal(status, 0, output);
  return JSON.parse(output.trim().split("\n").at(-1));
}

test("The dry run has a Worker that works, with the page as its assets", async (t) => {
  const directory = join(folder, "built");
  const secrets = { CLOUDFLARE_API_TOKEN: API_TOKEN, DASHBOARD_PASSWORD: "p".repeat(40) };
  const { status, output } = await deploy(["--dry-run", "--outdir", directory], secrets);
  assert.equal(status, 0, output);
  assert.match(output, /env\.ASSETS/);
  assert.doesNotMatch(output, /warning|▲/i);
  const built = filesIn(directory);
  assert.equal(built.filter((file) => file.endsWith(".wasm")).length, 1);

  await t.test("No credential of the environment is in what is deployed", () => {
    const files = [...built, ...filesIn(join(www, "dist"))];
    assert.ok(files.length > 4);
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const secret of Object.values(secrets)) assert.ok(!bytes.includes(secret), file);
    }
  });

  await t.test("It lists the videos, and serves the page behind the password alone", async (t) => {
    const { Miniflare } = await import("miniflare");
    const standIn = await startStandIn();
    t.after(() => standIn.close());
    const worker = new Miniflare({
      ...readConfig().options,
      modules: true,
      modulesRoot: directory,
      modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
      scriptPath: join(directory, "worker.js"),
      bindings: {
        ...secrets,
        CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
        CLOUDFLARE_BASE_URL: standIn.baseURL,
      },
      host: "127.0.0.1",
      cf: false,
    });
    t.after(() => worker.dispose());
    const { origin } = await worker.ready;
    const basic = Buffer.from(`anyone:${secrets.DASHBOARD_PASSWORD}`).toString("base64");
    const headers = { authorization: `Basic ${basic}` };
    assert.equal((await call(origin, "", { headers })).result.length, LIBRARY.length);

    for (const file of filesIn(join(www, "dist"))) {
      const path = file.slice(join(www, "dist").length).replace(/index\.html$/, "");
      assert.equal((await fetch(origin + path)).status, 401, path);
      assert.equal((await fetch(origin + path, { headers })).status, 200, path);
    }
  });
});

test("What Wrangler refuses ends with its exit code", async () => {
  const { status, output } = await deploy(["--dry-run", "--no-such-option"]);
  assert.equal(status, 1, output);
  assert.match(output, /no-such-option/);
});

test("`start` reads wrangler.jsonc as Wrangler does", async () => {
  const { main: entry, compatibility_date, compatibility_flags, vars, assets } = await readByWrangler();
  const config = { main: entry, compatibility_date, compatibility_flags, vars, assets };
  const { main, options } = readConfig();
  assert.deepEqual(config, {
    main,
    compatibility_date: options.compatibilityDate,
    compatibility_flags: options.compatibilityFlags,
    vars: {},
    assets: { ...config.assets, binding: "ASSETS", run_worker_first: true },
  });
  assert.equal(join(www, config.assets.directory), options.assets.directory);
  assert.deepEqual(options.assets.routerConfig, {
    has_user_worker: true,
    invoke_user_worker_ahead_of_assets: true,
  });
});

test("The jobs have their storage, and the automation its time", async () => {
  const { durable_objects, migrations, triggers } = await readByWrangler();
  const { durableObjects } = readConfig().options;
  assert.deepEqual(
    durable_objects.bindings.map(({ name, class_name }) => [name, class_name]),
    Object.entries(durableObjects).map(([name, { className }]) => [name, className]),
  );
  assert.deepEqual(durableObjects, { JOBS: { className: "Jobs", useSQLite: true } });
  assert.deepEqual(migrations, [{ tag: "v1", new_sqlite_classes: ["Jobs"] }]);
  assert.deepEqual(triggers.crons, ["*/5 * * * *"]);
});

test("A new key in wrangler.jsonc, a comment or a comma more does not keep `start` from running", () => {
  const text = readFileSync(join(www, "wrangler.jsonc"), "utf8");
  const more = `
    /* For the deployment */
    "routes": [{ "pattern": "dashboard.example", "custom_domain": true }], // with a // in a comment
    "triggers": { "crons": ["*/15 * * * *"] },
    "vars": { "ACCESS_TEAM_DOMAIN": "https://team.cloudflareaccess.com" },
    "no_such_key_yet": { "a": [1, 2,], },
    "main"`;
  assert.deepEqual(readConfig(text.replace('"main"', more)), readConfig());
});

test("What changes how the Worker runs, `start` takes over", () => {
  const text = readFileSync(join(www, "wrangler.jsonc"), "utf8");
  const flags = text.replace('"main"', '"compatibility_flags": ["nodejs_compat"], "main"');
  assert.deepEqual(readConfig(flags).options.compatibilityFlags, ["nodejs_compat"]);
  const html = text.replace('"directory"', '"html_handling": "none", "directory"');
  assert.equal(readConfig(html).options.assets.assetConfig.html_handling, "none");
});

test("The log that an error speaks of is on, without what was asked", async () => {
  const { observability } = await readByWrangler();
  assert.equal(observability.enabled, true);
  assert.deepEqual(observability.logs, { ...observability.logs, enabled: true, invocation_logs: false });
});

test("The package is one of the dashboard's dependencies, with no version of its own", () => {
  const read = (file) => JSON.parse(readFileSync(join(www, file), "utf8"));
  const { dependencies } = read("package.json");
  assert.equal(dependencies["cf-stream-downloads"], "file:../pkg");
  const { packages } = read("package-lock.json");
  assert.deepEqual(packages["../pkg"], {});
});

test("The Stream binding that it names is no setting of `start`, which has its backends", () => {
  const text = readFileSync(join(www, "wrangler.jsonc"), "utf8");
  const bound = text.replace(/\/\/ ("stream": \{.*\},)$/m, "$1");
  assert.notEqual(bound, text);
  assert.deepEqual(readConfig(bound), readConfig());
});

const tooOld = Number.parseInt(process.versions.node, 10) < 22;
test("An older Node is told that Wrangler needs a newer one", { skip: !tooOld }, async () => {
  const { status, output } = await deploy(["--dry-run"], { PATH: process.env.PATH });
  assert.equal(status, 1);
  assert.match(output, /Wrangler needs Node 22 or newer, and this is Node \d/);
});
