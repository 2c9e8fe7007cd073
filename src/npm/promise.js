// The promise that calls return. Only JavaScript can extend Promise.
import { ready } from "./load.js";

export class APIPromise extends Promise {
  #call;
  #start;
  // Who asks for the response before it is there, and whether somebody has asked for the result.
  #heads = [];
  #isWanted = false;

  // Engines make the promises of `then` and its kin with this.
  static get [Symbol.species]() {
    return Promise;
  }

  // `start` takes what `read` gives, with `resolve`, `reject` and `head`: that is told of a 2xx answer,
  // and tells whether its body is left to the caller. A call whose body is wanted after all is started
  // again, with its `response`.
  constructor(start, read) {
    let call = {};
    super((resolve, reject) => (call = { resolve, reject, response: undefined }));
    this.#call = call;
    this.#start = start;
    // A failure that nobody waits for is no fault.
    super.then(undefined, () => {});
    // Where the stack ends the engine cannot call that, and has rejected this promise.
    if (!call.reject) return;
    call.head = (response) => {
      this.#call.response = response;
      for (const resolve of this.#heads) resolve(response);
      return this.#heads.length > 0 && !this.#isWanted;
    };
    try {
      this.#call = Object.assign(read(), call);
      this.#run();
    } catch (error) {
      call.reject(error);
    }
  }

  #run() {
    ready.then(() => this.#start(this.#call)).catch(this.#call.reject);
  }

  then(onFulfilled, onRejected) {
    const isLeft = !this.#isWanted && this.#heads.length > 0 && this.#call.response;
    this.#isWanted = true;
    if (isLeft) this.#run();
    return super.then(onFulfilled, onRejected);
  }

  asResponse() {
    const { response } = this.#call;
    if (response) return Promise.resolve(response);
    const head = new Promise((resolve, reject) => {
      this.#heads.push(resolve);
      super.then(undefined, reject);
    });
    head.catch(() => {});
    return head;
  }

  withResponse() {
    const both = this.then((data) => ({ data, response: this.#call.response }));
    both.catch(() => {});
    return both;
  }
}
