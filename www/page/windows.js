// The windows, in one file: what several files share would be preloaded, and what WebKit could not preload it does not
// ask for again, not even after a reload.

export { Activity } from "./activity.jsx";
export { Automation } from "./automation.jsx";
export { Drawer } from "./drawer.jsx";
