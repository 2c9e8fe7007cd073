import { Component, provideZonelessChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

import { ask } from "./ask.js";

@Component({ selector: "app-root", template: "<output>{{ shown() }}</output>" })
class App {
  shown = signal("");

  constructor() {
    const question: any = Object.fromEntries(new URLSearchParams(location.search));
    ask(question).then(
      (answer) => this.shown.set(JSON.stringify(answer)),
      (error) => this.shown.set(String(error.stack)),
    );
  }
}

bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
