// One process, and so one test after another: every start installs into the same folder.

import "./command.mjs";
import "./page.mjs";
import "./browser.mjs";
