/** The last line of a run in which every test passed and nothing went uncaught. */
export const PASSED = "# the run passed";
/** The last line of any other run that came to its end. */
export const FAILED = "# the run failed";
