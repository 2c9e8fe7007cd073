import { scenarios } from "../../conformance/scenario.js";
import { aborts } from "./aborts.js";
import { baseURLs } from "./base-urls.js";
import { clients } from "./clients.js";
import { completeness, type Context } from "./context.js";
import { credentials } from "./credentials.js";
import { environment } from "./environment.js";
import { errors } from "./errors.js";
import { guide } from "./guide.js";
import { logging } from "./logging.js";
import { parameters } from "./parameters.js";
import { requests } from "./requests.js";
import { results } from "./results.js";
import { retries } from "./retries.js";
import { timeouts } from "./timeouts.js";
import { types } from "./types.js";
import { unusable } from "./unusable.js";
import { verbs } from "./verbs.js";

export function run(context: Context) {
  const scenario = scenarios(context.standIn.origin);
  clients(context);
  environment(scenario);
  credentials(scenario);
  parameters();
  baseURLs();
  requests(scenario);
  results(scenario);
  unusable(scenario);
  errors(scenario);
  retries(scenario);
  timeouts(scenario);
  aborts(scenario);
  verbs(scenario);
  logging(scenario);
  types(context, scenario);
  guide(context, scenario);
  completeness(context);
}
