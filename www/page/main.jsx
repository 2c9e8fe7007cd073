// Shows the page, and keeps it up to date while somebody looks at it.

import { render } from "preact";

import { App } from "./app.jsx";
import { createDashboard, DashboardProvider } from "./dashboard.js";

const dashboard = createDashboard(window);
render(
  <DashboardProvider value={dashboard}>
    <App />
  </DashboardProvider>,
  document.getElementById("app"),
);
dashboard.start();
