// Shows the page, and keeps it up to date while somebody looks at it.

import { render } from "preact";

import { App } from "./app.jsx";
import { start } from "./start.js";

render(<App />, document.getElementById("app"));
start();
