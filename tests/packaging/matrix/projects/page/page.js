import { ask } from "./ask.js";

ask(Object.fromEntries(new URLSearchParams(location.search))).then(
  (answer) => (document.querySelector("output").textContent = JSON.stringify(answer)),
  (error) => (document.querySelector("output").textContent = String(error.stack)),
);
