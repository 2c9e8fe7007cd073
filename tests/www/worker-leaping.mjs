// The Worker, for whose Durable Object the time leaps: to the next alarm, so that no test waits for a rest, and as far
// as a test has it leap.

import worker, { Jobs as Real } from "../../www/worker.js";

const { now } = Date;
let ahead = 0;
Date.now = () => now() + ahead;

export default worker;

export class Jobs extends Real {
  constructor(ctx, env) {
    const { storage } = ctx;
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (at) => {
      ahead = Math.max(ahead, at - now());
      return setAlarm(now());
    };
    super(ctx, env);
  }

  async leap(milliseconds) {
    ahead += milliseconds;
    await this.wake();
  }
}
