// Checks an answer against openapi.json. It shares nothing with the stand-in but that document.

import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

const contract = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8"));
const { download, downloads } = contract.components.schemas;
// Nothing in these two is required and nothing forbidden, so that any object matches both branches of the oneOf of a
// create answer, and no answer could pass. Closed, each form matches the one branch that is meant.
download.additionalProperties = false;
downloads.additionalProperties = false;

const ajv = new Ajv({ strict: false, formats: { uri: (text) => URL.canParse(text) } });
ajv.addSchema(contract, "contract");

export const OPERATIONS = Object.entries(contract.paths).flatMap(([template, item]) =>
  ["get", "post", "delete"]
    .filter((method) => item[method])
    .map((method) => ({ method, template })),
);

/** Says how an answer breaks the contract; an empty string when it does not. */
export function violation({ method, template }, status, contentType, body) {
  const { responses } = contract.paths[template][method];
  const key = status in responses ? `${status}` : `${Math.floor(status / 100)}XX`;
  if (!(key in responses)) return `status ${status} is not in the contract`;
  const pointer =
    responses[key].$ref ?? `#${pointerTo("paths", template, method, "responses", key)}`;
  const media = pointerTo("content", "application/json", "schema");
  if (!/^application\/json(;|$)/.test(contentType)) return `content-type is ${contentType}`;
  const validate = ajv.compile({ $ref: `contract${pointer}${media}` });
  return validate(body) ? "" : ajv.errorsText(validate.errors, { dataVar: "body" });
}

function pointerTo(...keys) {
  return keys
    .map((key) => `/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`)
    .join("");
}
