import { suite } from "./page-suite.mjs";

suite("webkit");
