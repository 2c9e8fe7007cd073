import { ask } from "./ask.js";

chrome.runtime.onMessage.addListener((question, sender, respond) => {
  ask(question).then(
    (answer) => respond(JSON.stringify(answer)),
    (error) => respond(String(error.stack)),
  );
  return true;
});
