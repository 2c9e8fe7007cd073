/**
 * The promise that calls return. The request starts at once; the body is read and checked when
 * somebody asks for the result, and only once.
 */
export class APIPromise extends Promise {
  #sent;
  #receive;
  #data;

  // Engines make the promises of `then` and its kin with this.
  static get [Symbol.species]() {
    return Promise;
  }

  /**
   * @internal `sent` settles when the headers are there, with an object that has the `response`, and
   * `receive` makes the result of it.
   */
  constructor(sent, receive) {
    super((resolve) => resolve());
    this.#sent = sent;
    this.#receive = receive;
    // Whoever asks for the result gets the rejection; a promise that nobody asks is no fault.
    sent.catch(() => {});
  }

  #result() {
    return (this.#data ??= this.#sent.then(this.#receive));
  }

  then(onFulfilled, onRejected) {
    return this.#result().then(onFulfilled, onRejected);
  }

  catch(onRejected) {
    return this.#result().catch(onRejected);
  }

  finally(onFinally) {
    return this.#result().finally(onFinally);
  }

  asResponse() {
    return this.#sent.then(({ response }) => response);
  }

  async withResponse() {
    const data = await this.#result();
    return { data, response: await this.asResponse() };
  }
}
