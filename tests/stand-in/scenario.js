// A scenario: answers given in turn to the requests below its own address, and a record of those requests. It has
// downloads of its own, so that what one test creates no other test sees.

import { Ajv } from "ajv";

const text = { type: "string" };
const milliseconds = { type: "number", minimum: 0 };

const answer = {
  type: "object",
  nullable: true,
  additionalProperties: false,
  properties: {
    // Either of these two replaces the ordinary answer. A string is sent as it is, anything else as JSON.
    status: { type: "integer", minimum: 200, maximum: 599 },
    body: {},
    // Added to the answer, whichever it is. An array repeats the header.
    headers: {
      type: "object",
      additionalProperties: { anyOf: [text, { type: "array", items: text }] },
    },
    // Before the headers, and between them and the body.
    delay: milliseconds,
    bodyDelay: milliseconds,
    fault: { enum: ["reset", "close", "stall", "stall-body", "truncate", "bad-gzip"] },
    // The forms on which sources disagree (x-disagreement). Keyed, and an empty result, are the ordinary ones.
    form: { enum: ["flat", "keyed", "not-found", "empty", "no-content"] },
  },
};

const ajv = new Ajv();
const isScript = ajv.compile({
  type: "object",
  required: ["answers"],
  additionalProperties: false,
  properties: {
    // The n-th is for the n-th request; null, and whatever comes after the last, is ordinary behaviour.
    answers: { type: "array", items: answer },
    // The last one goes on for ever.
    repeat: { type: "boolean" },
    // Of encoding, for this scenario's downloads alone.
    speed: { type: "number", minimum: 0 },
    // Of requests, in seconds. Those with an ordinary answer count, and are refused beyond it.
    limit: {
      type: "object",
      additionalProperties: false,
      properties: {
        quota: { type: "integer", minimum: 0 },
        window: { type: "number", exclusiveMinimum: 0 },
      },
    },
  },
});

/** Says what is wrong with a script, or nothing. */
export function faultOf(script) {
  return isScript(script) ? undefined : ajv.errorsText(isScript.errors, { dataVar: "scenario" });
}

export class Scenario {
  requests = [];
  #script;
  #api;

  constructor(script, api) {
    this.#script = script;
    this.#api = api;
  }

  /** Records a request and gives its turn: the answer's timing and faults, and how to make it. */
  take(record, request) {
    const { answers, repeat } = this.#script;
    const turn = this.requests.push(record) - 1;
    const answer = (turn < answers.length ? answers[turn] : repeat && answers.at(-1)) || {};
    const reply = async () => {
      const scripted = "status" in answer || "body" in answer;
      const given = scripted ? written(answer) : await plain(this.#api.fetch(request, answer));
      return { ...given, headers: { ...given.headers, ...answer.headers } };
    };
    return { answer, reply };
  }
}

function written({ status = 200, body = "" }) {
  if (typeof body === "string") return { status, headers: {}, body };
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** A Response, as what `send` takes. */
export async function plain(promise) {
  const response = await promise;
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.arrayBuffer(),
  };
}
